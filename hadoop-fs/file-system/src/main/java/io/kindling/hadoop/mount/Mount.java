package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * One path of a file system of the cache and the place in an under store that it shows: a name
 * below {@code cache:///}, or the whole of a store whose scheme was taken over. The under store is
 * opened at the first use, as the user who made the file system. Any thread.
 */
public final class Mount {

  private final String name;
  private final String at;
  private final UserPaths paths;
  private final String key;
  private final Path root;
  private final String rootPath;
  private final Configuration configuration;
  private final UserGroupInformation user;
  private final List<Consumer<FileSystem>> settings = new ArrayList<>();
  private volatile @Nullable UnderStore store;

  /** A mount at {@code cache:///<name>}. */
  public Mount(String name, Path root, Configuration configuration, UserGroupInformation user) {
    this(
        name,
        "/" + name,
        UserPaths.MOUNTED,
        FileSystemOptions.MOUNT_PREFIX + name + "=" + root,
        root,
        configuration,
        user);
  }

  private Mount(
      String name,
      String at,
      UserPaths paths,
      String key,
      Path root,
      Configuration configuration,
      UserGroupInformation user) {
    this.name = name;
    this.at = at;
    this.paths = paths;
    this.key = key;
    this.root = root;
    this.rootPath = withoutTrailingSlash(root.toUri().getPath());
    this.configuration = configuration;
    this.user = user;
  }

  /** A whole store in its own paths. It is opened at once, because only it knows them. */
  static Mount takeover(URI store, Configuration configuration, UserGroupInformation user)
      throws IOException {
    String key = "fs." + store.getScheme() + ".impl";
    Path root = new Path(store.getScheme(), store.getAuthority(), "/");
    Mount asked =
        new Mount(key, "", UserPaths.of(store), key + " for " + root, root, configuration, user);
    UnderStore opened = asked.store();
    URI own = opened.fileSystem().getUri();
    UserPaths paths = UserPaths.of(own);
    Mount mount = new Mount(key, "", paths, asked.key, paths.of("/"), configuration, user);
    mount.store = opened;
    return mount;
  }

  public String name() {
    return name;
  }

  /** Whether paths are the store's own, so that there is nothing to translate. */
  public boolean isTakeover() {
    return at.isEmpty();
  }

  /** How users write paths of this mount. */
  public UserPaths paths() {
    return paths;
  }

  /** The path under which it is shown. */
  public Path top() {
    return paths.of(isTakeover() ? "/" : at);
  }

  /** Where it is shown, without a slash at its end; empty for a takeover. */
  public String at() {
    return at;
  }

  /** The mounted place, as configured. */
  public Path root() {
    return root;
  }

  /** The option that defines this mount, for messages. */
  public String key() {
    return key;
  }

  /** The under store, opened when it was not. */
  public UnderStore store() throws IOException {
    UnderStore opened = store;
    return opened == null ? open() : opened;
  }

  /** The under store if it was used already. */
  public @Nullable UnderStore storeIfOpen() {
    return store;
  }

  /** Applies a setting to the under store now, or as soon as it is opened. */
  public synchronized void set(Consumer<FileSystem> setting) {
    UnderStore opened = store;
    if (opened == null) {
      settings.add(setting);
    } else {
      setting.accept(opened.fileSystem());
    }
  }

  /**
   * The under-store path of a path of this mount.
   *
   * @param path decoded path, {@link #at} or below it
   */
  public Path under(String path) {
    int relative = at.length() + 1;
    return path.length() <= relative
        ? root
        : new Path(root, new Path(null, null, path.substring(relative)));
  }

  /** The user's path that shows an under-store path; null outside of this mount. */
  public @Nullable Path shown(Path under) {
    if (isTakeover()) {
      return paths.write(under.toUri()) ? under : null;
    }
    String path = under.toUri().getPath();
    if (!path.startsWith(rootPath)
        || (path.length() > rootPath.length() && path.charAt(rootPath.length()) != '/')) {
      return null;
    }
    return paths.of(at + withoutTrailingSlash(path.substring(rootPath.length())));
  }

  public void close() throws IOException {
    UnderStore opened = store;
    if (opened != null) {
      opened.fileSystem().close();
    }
  }

  private synchronized UnderStore open() throws IOException {
    UnderStore opened = store;
    if (opened != null) {
      return opened;
    }
    FileSystem fileSystem;
    Configuration own;
    try {
      own = UnderStore.configuration(configuration, root.toUri().getScheme());
      try {
        EndpointProbe.check(root, own);
      } catch (IOException unreachable) {
        throw StoreErrors.of(unreachable, top(), root, this);
      }
      // An instance of its own: options that suit the cache must not change what others share.
      fileSystem =
          user.doAs(
              (PrivilegedExceptionAction<FileSystem>)
                  () -> FileSystem.newInstance(root.toUri(), own));
    } catch (UnsupportedFileSystemException unknown) {
      String scheme = root.toUri().getScheme();
      throw new UnsupportedFileSystemException(
          "%s: no FileSystem for scheme \"%s\"; put its jar on the class path or set %s"
              .formatted(key(), scheme, FileSystemOptions.underClass(scheme)));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while opening " + key()).initCause(interrupted);
    } catch (UnreachableStoreException unreachable) {
      throw unreachable;
    } catch (IOException | RuntimeException failed) {
      if (isTakeover()) {
        throw failed;
      }
      throw new IOException(
          "cannot open the under store of %s: %s".formatted(key(), StoreErrors.firstLine(failed)),
          failed);
    }
    settings.forEach(setting -> setting.accept(fileSystem));
    opened = UnderStore.of(fileSystem, own);
    store = opened;
    return opened;
  }

  private static String withoutTrailingSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Override
  public String toString() {
    return key();
  }
}
