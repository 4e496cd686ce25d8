package io.kindling.benchmarks;

import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system of a benchmark's own, in which nothing is ever changed. */
abstract class ReadOnlyFileSystem extends FileSystem {

  /** What is thrown by everything that this file system does not do. */
  abstract UnsupportedOperationException refused();

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw refused();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw refused();
  }

  @Override
  public boolean rename(Path source, Path target) {
    throw refused();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw refused();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw refused();
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw refused();
  }
}
