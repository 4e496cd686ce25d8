package io.kindling.contract;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.util.LambdaUtils;

/** The local file system with {@link Faults} in its statuses, opens and reads. */
public class FaultyLocalFileSystem extends LocalFileSystem {

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Faults.current().request(path);
    return super.getFileStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    Faults.current().request(path);
    return new FSDataInputStream(new FaultyInputStream(super.open(path, bufferSize), path));
  }

  @Override
  protected CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) {
    return LambdaUtils.eval(
        new CompletableFuture<>(), () -> open(path, parameters.getBufferSize()));
  }
}
