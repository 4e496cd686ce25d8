package io.kindling.hadoop.write;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.PartHandle;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.UploadHandle;
import org.apache.hadoop.fs.statistics.IOStatistics;

/** The under store's uploader for paths of the cache. As many threads as that. */
final class CachedUploader implements MultipartUploader {

  private final MultipartUploader uploader;
  private final UploadPaths paths;

  CachedUploader(MultipartUploader uploader, UploadPaths paths) {
    this.uploader = uploader;
    this.paths = paths;
  }

  @Override
  public CompletableFuture<UploadHandle> startUpload(Path file) throws IOException {
    return uploader.startUpload(paths.under(file));
  }

  @Override
  public CompletableFuture<PartHandle> putPart(
      UploadHandle upload, int part, boolean isLast, Path file, InputStream bytes, long length)
      throws IOException {
    return uploader.putPart(upload, part, isLast, paths.under(file), bytes, length);
  }

  /** What Hadoop's 3.3 line calls; it does not tell the last part. */
  @SuppressWarnings("unchecked")
  public CompletableFuture<PartHandle> putPart(
      UploadHandle upload, int part, Path file, InputStream bytes, long length) throws IOException {
    try {
      Object put =
          MultipartUploader.class
              .getMethod(
                  "putPart",
                  UploadHandle.class,
                  int.class,
                  Path.class,
                  InputStream.class,
                  long.class)
              .invoke(uploader, upload, part, paths.under(file), bytes, length);
      return (CompletableFuture<PartHandle>) put;
    } catch (InvocationTargetException failed) {
      if (failed.getCause() instanceof IOException refused) {
        throw refused;
      }
      if (failed.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IOException("the store's uploader failed", failed.getCause());
    } catch (ReflectiveOperationException newer) {
      throw new UnsupportedOperationException("this Hadoop wants to be told the last part", newer);
    }
  }

  @Override
  public CompletableFuture<PathHandle> complete(
      UploadHandle upload, Path file, Map<Integer, PartHandle> parts) throws IOException {
    paths.changed(file);
    return uploader
        .complete(upload, paths.under(file), parts)
        .whenComplete((handle, failure) -> paths.changed(file))
        .thenApply(handle -> paths.handle(file, handle));
  }

  @Override
  public CompletableFuture<Void> abort(UploadHandle upload, Path file) throws IOException {
    return uploader.abort(upload, paths.under(file));
  }

  @Override
  public CompletableFuture<Integer> abortUploadsUnderPath(Path path) throws IOException {
    return uploader.abortUploadsUnderPath(paths.under(path));
  }

  @Override
  public IOStatistics getIOStatistics() {
    return uploader.getIOStatistics();
  }

  @Override
  public void close() throws IOException {
    uploader.close();
  }

  @Override
  public String toString() {
    return "CachedUploader(" + uploader + ")";
  }
}
