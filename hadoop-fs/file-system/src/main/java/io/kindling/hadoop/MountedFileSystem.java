package io.kindling.hadoop;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.mount.CacheFace;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.StoreCall;
import io.kindling.hadoop.mount.StoreErrors;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.mount.UserPaths;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * Under stores below {@code cache:///<mount>/...}, or one whose scheme was taken over: options,
 * paths and forwarding. Any thread.
 */
abstract class MountedFileSystem extends FileSystem implements CacheFace {

  private MountTable mounts;
  private UserGroupInformation user;
  private Settings options;
  private @Nullable UnderStore whole;
  private UserPaths paths = UserPaths.MOUNTED;
  private volatile Path workingDirectory = UserPaths.MOUNTED.of("/");

  /** Reads the options; a subclass goes on from there. */
  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    requireNoAuthority(name);
    user = UserGroupInformation.getCurrentUser();
    List<String> problems = new ArrayList<>();
    boolean mounted = name.getScheme().equals(UserPaths.CACHE_SCHEME);
    if (mounted) {
      mounts = MountTable.read(configuration, user, problems);
    }
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
    if (!mounted) {
      mounts = MountTable.takeover(name, configuration, user);
      paths = mounts.paths();
      whole = mounts.takeover().store();
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

  /**
   * Called after the status or content of a path was changed, or may have been. What was asked for
   * before is not believed any more, whenever the answer arrives.
   */
  abstract void changed(String path);

  /** Called before and after a folder, or a file that may be one, is moved or deleted. */
  abstract void changedTree(String path);

  // ---------------------------------------------------------------------- paths

  /** The store whose scheme was taken over; null for mounts. */
  final @Nullable UnderStore whole() {
    return whole;
  }

  @Override
  public String getScheme() {
    return paths.scheme();
  }

  @Override
  public URI getUri() {
    UnderStore store = whole;
    return store == null ? UserPaths.CACHE_ROOT : store.fileSystem().getUri();
  }

  /** The decoded absolute path of a path of this file system. */
  final String text(Path path) {
    URI uri = path.toUri();
    if (paths.write(uri) && path.isAbsolute()) {
      return uri.getPath();
    }
    UnderStore store = whole;
    if (store != null) {
      return store.fileSystem().makeQualified(path).toUri().getPath();
    }
    requireNoAuthority(uri);
    checkPath(path);
    return new Path(workingDirectory, path).toUri().getPath();
  }

  /** As strict as the store itself where its scheme was taken over. */
  @Override
  protected void checkPath(Path path) {
    UnderStore store = whole;
    if (store == null) {
      super.checkPath(path);
    } else {
      store.face().checkPath(path);
    }
  }

  @Override
  protected int getDefaultPort() {
    UnderStore store = whole;
    return store == null ? super.getDefaultPort() : store.face().getDefaultPort();
  }

  @Override
  protected URI canonicalizeUri(URI uri) {
    UnderStore store = whole;
    return store == null ? super.canonicalizeUri(uri) : store.face().canonicalizeUri(uri);
  }

  private static void requireNoAuthority(URI uri) {
    if (uri.getAuthority() != null && UserPaths.CACHE_SCHEME.equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "%s: a mount is the first part of the path; write cache:///%s%s"
              .formatted(uri, uri.getAuthority(), uri.getPath()));
    }
  }

  @Override
  public Path makeQualified(Path path) {
    UnderStore store = whole;
    return store == null ? super.makeQualified(path) : store.fileSystem().makeQualified(path);
  }

  @Override
  public Path getWorkingDirectory() {
    UnderStore store = whole;
    return store == null ? workingDirectory : store.fileSystem().getWorkingDirectory();
  }

  @Override
  public void setWorkingDirectory(Path directory) {
    UnderStore store = whole;
    if (store == null) {
      workingDirectory = paths.of(text(directory));
    } else {
      store.fileSystem().setWorkingDirectory(directory);
    }
  }

  /** Where FileContext begins; null for the home directory. */
  @Override
  protected @Nullable Path getInitialWorkingDirectory() {
    UnderStore store = whole;
    return store == null ? null : store.face().getInitialWorkingDirectory();
  }

  /** The store's own; without takeover the root, because mounts have none. */
  @Override
  public Path getHomeDirectory() {
    UnderStore store = whole;
    return store == null ? paths.of("/") : store.fileSystem().getHomeDirectory();
  }

  // ---------------------------------------------------------------------- forwarding

  /** Calls the under store of a path below the root. */
  final <T> T forward(Path path, StoreCall<T> call) throws IOException {
    String text = text(path);
    if (mounts.isAbove(text)) {
      throw new IOException(
          "%s holds mounts and nothing else; name a path below one of them"
              .formatted(paths.of(text)));
    }
    Mount mount = mounts.of(text);
    Path under = mount.under(text);
    FileSystem store = mount.store().fileSystem();
    try {
      return call.on(store, under);
    } catch (IOException failed) {
      throw StoreErrors.of(failed, paths.of(text), under, mount);
    }
  }

  /** Calls the under store for something that changes the status or content of a path. */
  final void change(Path path, StoreCall.Action action) throws IOException {
    Boolean ignored =
        changing(
            path,
            (store, under) -> {
              action.on(store, under);
              return Boolean.TRUE;
            });
  }

  /** As {@link #change}, with an answer. */
  final <T> T changing(Path path, StoreCall<T> call) throws IOException {
    String text = text(path);
    requireWritable(text);
    try {
      return forward(path, call);
    } finally {
      changed(text);
    }
  }

  /** Refuses what would change something of a mount that is read-only. */
  final void requireWritable(String path) throws IOException {
    if (mounts.has(path)) {
      mounts.of(path).requireWritable(paths.of(path));
    }
  }

  /** Does something that may change these paths and all below them. */
  final <T> T changingTrees(List<Path> paths, Change<T> change) throws IOException {
    for (Path path : paths) {
      requireWritable(text(path));
    }
    for (Path path : paths) {
      changedTree(text(path));
    }
    try {
      return change.run();
    } finally {
      for (Path path : paths) {
        changedTree(text(path));
      }
    }
  }

  /** Something that changes paths. */
  @FunctionalInterface
  interface Change<T> {
    T run() throws IOException;
  }

  /** The user's path of an under-store path, or that path itself outside of the mount. */
  final Path shown(Path mounted, Path under) throws IOException {
    Path shown = mounts.of(text(mounted)).shown(under);
    return shown == null ? under : shown;
  }

  /** Ends deletions on exit, then the under stores. */
  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      if (mounts != null) {
        mounts.close();
      }
    }
  }
}
