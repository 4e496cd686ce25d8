package io.kindling.contract;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/** S3A with {@link Faults} in its statuses, opens and reads. */
public class FaultyS3aFileSystem extends S3AFileSystem {

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
  public CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) throws IOException {
    Faults.current().request(path);
    return super.openFileWithOptions(path, parameters)
        .thenApply(input -> new FSDataInputStream(new FaultyInputStream(input, path)));
  }
}
