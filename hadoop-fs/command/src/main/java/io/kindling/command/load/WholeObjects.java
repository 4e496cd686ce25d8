package io.kindling.command.load;

import io.kindling.cache.client.UnderStoreFile.ByteSink;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Whole objects of one S3A file system, by one conditional GET each through the client and the
 * requests that S3A itself has made: so with its credentials, endpoint, region and encryption, and
 * without the work of its streams, which for a small object is more than all the rest. Any thread.
 */
final class WholeObjects {

  private static final Logger LOG = LoggerFactory.getLogger(WholeObjects.class);

  private final S3AFileSystem store;
  private final S3Client client;

  private WholeObjects(S3AFileSystem store) {
    this.store = store;
    this.client = store.getS3AInternals().getAmazonS3Client("loading whole objects");
  }

  /** Those of a file system; null where only S3A's streams know what is in an object. */
  static @Nullable WholeObjects of(FileSystem fileSystem) {
    String encryption =
        fileSystem.getConf().getTrimmed("fs.s3a.encryption.algorithm", "").toUpperCase(Locale.ROOT);
    // Objects that the client encrypts are not the bytes that readers see.
    return fileSystem instanceof S3AFileSystem s3a && !encryption.startsWith("CSE")
        ? new WholeObjects(s3a)
        : null;
  }

  /**
   * Fetches an object.
   *
   * @param etag of the version that is wanted, as the store wrote it
   * @param length its bytes
   * @param buffer through which they go
   * @return false when nothing was fetched, for whatever reason
   * @throws IOException when it broke off within the bytes, or from the sink
   */
  boolean fetch(Path path, String etag, long length, byte[] buffer, ByteSink sink)
      throws IOException {
    GetObjectRequest request =
        store
            .getRequestFactory()
            .newGetObjectRequestBuilder(store.pathToKey(path))
            .ifMatch(etag)
            .build();
    ResponseInputStream<GetObjectResponse> body;
    try {
      body = client.getObject(request);
    } catch (SdkException refused) {
      LOG.debug("{} was not fetched whole", path, refused);
      return false;
    }
    Long announced = body.response().contentLength();
    if (announced == null || announced != length) {
      body.abort();
      return false;
    }
    take(path, length, buffer, sink, body);
    return true;
  }

  private static void take(
      Path path,
      long length,
      byte[] buffer,
      ByteSink sink,
      ResponseInputStream<GetObjectResponse> body)
      throws IOException {
    long left = length;
    try {
      while (left > 0) {
        int count = body.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new IOException(
              "%s ended at %d, before its length %d".formatted(path, length - left, length));
        }
        sink.accept(buffer, 0, count);
        left -= count;
      }
    } catch (SdkException broken) {
      throw new IOException(path + " broke off: " + broken.getMessage(), broken);
    } finally {
      if (left > 0) {
        body.abort();
      }
      body.close();
    }
  }
}
