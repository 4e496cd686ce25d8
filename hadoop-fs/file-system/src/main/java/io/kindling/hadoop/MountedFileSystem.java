package io.kindling.hadoop;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.mount.CachePaths;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.StoreCall;
import io.kindling.hadoop.mount.StoreErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;

/** Under stores below {@code cache:///<mount>/...}: options, paths and forwarding. Any thread. */
abstract class MountedFileSystem extends FileSystem {

  private MountTable mounts;
  private UserGroupInformation user;
  private Settings options;
  private volatile Path workingDirectory = new Path(CachePaths.ROOT);

  /** Reads the options; a subclass goes on from there. */
  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    requireNoAuthority(name);
    user = UserGroupInformation.getCurrentUser();
    List<String> problems = new ArrayList<>();
    mounts = MountTable.read(configuration, user, problems);
    List<Option<?>> known = new ArrayList<>(CacheOptions.ALL);
    known.addAll(FileSystemOptions.ALL);
    try {
      options = Settings.read(known, configuration::get);
    } catch (InvalidSettingsException wrong) {
      problems.addAll(wrong.problems());
    }
    if (!problems.isEmpty()) {
      throw new IOException(new InvalidSettingsException(problems).getMessage());
    }
  }

  /** The options of the cache and of the file system. */
  final Settings options() {
    return options;
  }

  /** Who reads, as the under stores know the user. */
  final String userName() {
    return user.getShortUserName();
  }

  final MountTable mounts() {
    return mounts;
  }

  /** Called before and after the status or content of a path changes. */
  abstract void changed(String path);

  // ---------------------------------------------------------------------- paths

  @Override
  public String getScheme() {
    return CachePaths.SCHEME;
  }

  @Override
  public URI getUri() {
    return CachePaths.ROOT;
  }

  /** The decoded absolute path of a path of this file system. */
  final String text(Path path) {
    URI uri = path.toUri();
    String scheme = uri.getScheme();
    if (uri.getAuthority() == null
        && (scheme == null || scheme.equals(CachePaths.SCHEME))
        && path.isAbsolute()) {
      return uri.getPath();
    }
    requireNoAuthority(uri);
    checkPath(path);
    return new Path(workingDirectory, path).toUri().getPath();
  }

  private static void requireNoAuthority(URI uri) {
    if (uri.getAuthority() != null && CachePaths.SCHEME.equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "%s: a mount is the first part of the path; write cache:///%s%s"
              .formatted(uri, uri.getAuthority(), uri.getPath()));
    }
  }

  @Override
  public Path getWorkingDirectory() {
    return workingDirectory;
  }

  @Override
  public void setWorkingDirectory(Path directory) {
    workingDirectory = CachePaths.shown(text(directory));
  }

  /** The root: under stores have home directories, mounts have none. */
  @Override
  public Path getHomeDirectory() {
    return new Path(CachePaths.ROOT);
  }

  // ---------------------------------------------------------------------- forwarding

  /** Calls the under store of a path below the root. */
  final <T> T forward(Path path, StoreCall<T> call) throws IOException {
    String text = text(path);
    if (MountTable.isRoot(text)) {
      throw new IOException(
          "cache:/ holds the mounts and nothing else; name a path below one of them");
    }
    Mount mount = mounts.of(text);
    Path under = mount.under(text);
    FileSystem store = mount.store().fileSystem();
    try {
      return call.on(store, under);
    } catch (IOException failed) {
      throw StoreErrors.of(failed, CachePaths.shown(text), under, mount);
    }
  }

  /** Calls the under store for something that changes the status or content of a path. */
  final void change(Path path, StoreCall.Action action) throws IOException {
    String text = text(path);
    changed(text);
    try {
      forward(
          path,
          (store, under) -> {
            action.on(store, under);
            return Boolean.TRUE;
          });
    } finally {
      changed(text);
    }
  }

  /** The {@code cache:} path of an under-store path, or that path itself outside of the mount. */
  final Path shown(Path mounted, Path under) throws IOException {
    Path shown = mounts.of(text(mounted)).shown(under);
    return shown == null ? under : shown;
  }

  // ---------------------------------------------------------------------- all under stores

  /** Every mount's store, so that delegation tokens are collected for each. */
  @Override
  public FileSystem[] getChildFileSystems() {
    List<FileSystem> stores = new ArrayList<>();
    try {
      for (Mount mount : mounts.all()) {
        stores.add(mount.store().fileSystem());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return stores.toArray(new FileSystem[0]);
  }

  @Override
  public void setVerifyChecksum(boolean verify) {
    mounts.all().forEach(mount -> mount.set(store -> store.setVerifyChecksum(verify)));
  }

  @Override
  public void setWriteChecksum(boolean write) {
    mounts.all().forEach(mount -> mount.set(store -> store.setWriteChecksum(write)));
  }

  /** Ends deletions on exit, then the under stores. */
  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      mounts.close();
    }
  }
}
