package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.config.MountOptions;
import io.kindling.hadoop.config.WriteMode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * One path of a file system of the cache and the place in an under store that it shows: a name
 * below {@code cache:///}, or the whole of a store whose scheme was taken over. The under store is
 * opened at the first use, as the user who made the file system. Any thread.
 */
public final class Mount {

  private final String name;
  private final MountOptions options;
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
    this(name, root, MountOptions.standard(name), configuration, user);
  }

  Mount(
      String name,
      Path root,
      MountOptions options,
      Configuration configuration,
      UserGroupInformation user) {
    this(
        name,
        options,
        UserPaths.MOUNTED,
        FileSystemOptions.MOUNT_PREFIX + name + "=" + root,
        // Some stores have no folder of an empty path.
        root.toUri().getPath().isEmpty() ? new Path(root, "/") : root,
        configuration,
        user);
  }

  private Mount(
      String name,
      MountOptions options,
      UserPaths paths,
      String key,
      Path root,
      Configuration configuration,
      UserGroupInformation user) {
    this.name = name;
    this.options = options;
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
    MountOptions whole = new MountOptions("", MountOptions.Access.READ_WRITE, null, null, Map.of());
    Mount asked =
        new Mount(key, whole, UserPaths.of(store), key + " for " + root, root, configuration, user);
    UnderStore opened = asked.store();
    URI own = opened.fileSystem().getUri();
    UserPaths paths = UserPaths.of(own);
    Mount mount = new Mount(key, whole, paths, asked.key, paths.of("/"), configuration, user);
    mount.store = opened;
    return mount;
  }

  public String name() {
    return name;
  }

  /** Whether paths are the store's own, so that there is nothing to translate. */
  public boolean isTakeover() {
    return at().isEmpty();
  }

  /** How users write paths of this mount. */
  public UserPaths paths() {
    return paths;
  }

  /** The path under which it is shown. */
  public Path top() {
    return paths.of(isTakeover() ? "/" : at());
  }

  /** Where it is shown, without a slash at its end; empty for a takeover. */
  public String at() {
    return options.path();
  }

  /** How long statuses of this mount are believed, where others are for {@code standard}. */
  public Freshness freshness(Freshness standard) {
    Freshness own = options.freshness();
    return own == null ? standard : own;
  }

  /**
   * What becomes of bytes that are written here.
   *
   * @param standard for a mount that says nothing
   */
  public WriteMode write(WriteMode standard) {
    WriteMode own = options.write();
    return own == null ? standard : own;
  }

  /**
   * Who reads by this mount, to tell apart what its credentials allow from what others do.
   *
   * @param userName the user of the file system
   */
  public String reader(String userName) {
    return options.conf().isEmpty() ? userName : userName + " by mount " + name;
  }

  /**
   * Returns when a path of this mount may be changed.
   *
   * @throws AccessControlException when the mount is read-only
   */
  public void requireWritable(Path path) throws AccessControlException {
    if (options.access() == MountOptions.Access.READ_ONLY) {
      throw new AccessControlException(
          "%s: mount %s is read-only by %s%s.access"
              .formatted(path, name, FileSystemOptions.MOUNT_PREFIX, name));
    }
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
    int relative = at().length() + 1;
    return path.length() <= relative
        ? root
        : new Path(root, new Path(null, null, path.substring(relative)));
  }

  /**
   * The name of a path's file in its under store, see {@link UnderStore#canonicalUri}: that of
   * {@link #under}, for many files and without making paths of them.
   *
   * @param path decoded path without a slash at its end, {@link #at} or below it
   */
  public String canonicalUri(String path) throws IOException {
    int relative = at().length() + 1;
    String under = path.length() <= relative ? "" : path.substring(relative);
    return under.isEmpty()
        ? store().canonicalUri(root)
        : store().uris().ofPath(rootPath + "/" + under);
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
    return paths.of(at() + withoutTrailingSlash(path.substring(rootPath.length())));
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
      own = UnderStore.configuration(withOwnOptions(), root.toUri().getScheme());
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

  /** What is set for this mount alone wins over what S3A's users set for the bucket. */
  private Configuration withOwnOptions() {
    Configuration own = new Configuration(configuration);
    String bucket = "fs.s3a.bucket." + root.toUri().getHost() + ".";
    options
        .conf()
        .forEach(
            (option, value) -> {
              if (option.startsWith("fs.s3a.")) {
                own.unset(bucket + option.substring("fs.s3a.".length()));
              }
            });
    options.conf().forEach(own::set);
    return own;
  }

  private static String withoutTrailingSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Override
  public String toString() {
    return key();
  }
}
