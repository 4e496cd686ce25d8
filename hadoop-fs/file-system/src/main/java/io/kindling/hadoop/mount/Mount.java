package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
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
 * One name below {@code cache:///} and the place in an under store that it shows. The under store
 * is opened at the first use, as the user who made the file system. Any thread.
 */
public final class Mount {

  private final String name;
  private final Path root;
  private final String rootPath;
  private final Configuration configuration;
  private final UserGroupInformation user;
  private final List<Consumer<FileSystem>> settings = new ArrayList<>();
  private volatile @Nullable UnderStore store;

  public Mount(String name, Path root, Configuration configuration, UserGroupInformation user) {
    this.name = name;
    this.root = root;
    this.rootPath = withoutTrailingSlash(root.toUri().getPath());
    this.configuration = configuration;
    this.user = user;
  }

  public String name() {
    return name;
  }

  /** The mounted place, as configured. */
  public Path root() {
    return root;
  }

  /** The option that defines this mount, for messages. */
  public String key() {
    return FileSystemOptions.MOUNT_PREFIX + name + "=" + root;
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
   * @param path decoded path of a {@code cache:} URI, {@code /name} or {@code /name/...}
   */
  public Path under(String path) {
    int relative = name.length() + 2;
    return path.length() <= relative
        ? root
        : new Path(root, new Path(null, null, path.substring(relative)));
  }

  /** The {@code cache:} path that shows an under-store path; null outside of this mount. */
  public @Nullable Path shown(Path under) {
    String path = under.toUri().getPath();
    if (!path.startsWith(rootPath)
        || (path.length() > rootPath.length() && path.charAt(rootPath.length()) != '/')) {
      return null;
    }
    return new Path(
        CachePaths.SCHEME,
        null,
        "/" + name + withoutTrailingSlash(path.substring(rootPath.length())));
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
    Configuration own = UnderStore.configuration(configuration);
    try {
      EndpointProbe.check(root, own);
    } catch (IOException unreachable) {
      throw StoreErrors.of(unreachable, CachePaths.shown("/" + name), root, this);
    }
    FileSystem fileSystem;
    try {
      // An instance of its own: options that suit the cache must not change what others share.
      fileSystem =
          user.doAs(
              (PrivilegedExceptionAction<FileSystem>)
                  () -> FileSystem.newInstance(root.toUri(), own));
    } catch (UnsupportedFileSystemException unknown) {
      String scheme = root.toUri().getScheme();
      throw new UnsupportedFileSystemException(
          "%s: no FileSystem for scheme \"%s\"; put its jar on the class path or set fs.%s.impl"
              .formatted(key(), scheme, scheme));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while opening " + key()).initCause(interrupted);
    } catch (IOException | RuntimeException failed) {
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
