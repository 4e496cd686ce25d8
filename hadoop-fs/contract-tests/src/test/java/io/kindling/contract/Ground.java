package io.kindling.contract;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * One way to one under store. Hadoop's suites make their own instances and run on threads of their
 * own, so they find what they run on in {@link #current}; one suite runs at a time.
 */
final class Ground implements Closeable {

  private static volatile @Nullable Ground current;

  private final TestStore store;
  private final Access access;
  private final Configuration configuration;
  private final Path testPath;
  private final FileSystem fileSystem;

  private Ground(TestStore store, Access access) throws IOException {
    this.store = store;
    this.access = access;
    configuration = store.configuration();
    access.configure(configuration, store);
    URI root = access.root(store);
    Path folder = new Path(new Path(root), "." + store.folder());
    configuration.set("fs.defaultFS", folder.toUri().toString());
    testPath = folder;
    fileSystem = FileSystem.newInstance(root, configuration);
    fileSystem.mkdirs(testPath);
    fileSystem.setWorkingDirectory(testPath);
  }

  /** Runs a suite on a way to a store and leaves the store empty. */
  static void with(TestStore store, Access access, Runnable suite) throws IOException {
    try (Ground ground = new Ground(store, access)) {
      current = ground;
      suite.run();
    } finally {
      current = null;
    }
  }

  /** What the running suite runs on. */
  static Ground current() {
    Ground ground = current;
    if (ground == null) {
      throw new IllegalStateException("no suite runs");
    }
    return ground;
  }

  TestStore store() {
    return store;
  }

  /** A new copy of the options of store and access. */
  Configuration configuration() {
    return new Configuration(configuration);
  }

  FileSystem fileSystem() {
    return fileSystem;
  }

  /** The folder that a suite may use, which is the working directory as well. */
  Path testPath() {
    return testPath;
  }

  /** A path of the store: what a suite takes for the root is the root of the mount, if there is. */
  Path path(Path path) {
    String root = new Path(access.root(store)).toUri().getPath();
    String text = path.toUri().getPath();
    return root.equals("/") || text.startsWith(root)
        ? path
        : new Path(path.toUri().getScheme(), path.toUri().getAuthority(), root + text.substring(1));
  }

  /** A new context whose working directory is the test folder. */
  FileContext fileContext() throws IOException {
    FileContext context = FileContext.getFileContext(testPath.toUri(), configuration);
    context.setWorkingDirectory(testPath);
    return context;
  }

  @Override
  public void close() throws IOException {
    fileSystem.delete(testPath, true);
    fileSystem.close();
  }
}
