package io.kindling.hadoop.mount;

import io.kindling.cache.client.UnderStoreFile.ByteSink;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects of one S3A file system and ranges of them, by one conditional GET each through the client
 * and the requests that S3A itself has made: so with its credentials, endpoint, region and
 * encryption, and without the work of its streams, which for a small object is more than all the
 * rest. Any thread.
 */
public final class ObjectRanges {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectRanges.class);

  /** Status of an answer to a request whose condition does not hold. */
  private static final int CHANGED = 412;

  private final S3AFileSystem store;
  private final S3Client client;

  private ObjectRanges(S3AFileSystem store) {
    this.store = store;
    this.client = store.getS3AInternals().getAmazonS3Client("fetching blocks");
  }

  /** Those of a file system; null where only S3A's streams know what is in an object. */
  static @Nullable ObjectRanges of(FileSystem fileSystem) {
    try {
      // A class made of S3A may read objects in another way than S3A does.
      return fileSystem.getClass() == S3AFileSystem.class && !isEncryptedByClient(fileSystem)
          ? new ObjectRanges((S3AFileSystem) fileSystem)
          : null;
    } catch (LinkageError otherLine) {
      LOG.info("{} is read by its streams alone: {}", fileSystem.getUri(), otherLine.toString());
      return null;
    }
  }

  /** Then its bytes are not those that readers see. */
  private static boolean isEncryptedByClient(FileSystem fileSystem) {
    return fileSystem
        .getConf()
        .getTrimmed("fs.s3a.encryption.algorithm", "")
        .toUpperCase(Locale.ROOT)
        .startsWith("CSE");
  }

  /**
   * One version of an object.
   *
   * @param etag as the store wrote it
   * @param length its bytes
   */
  public record Version(Path path, String etag, long length) {}

  /**
   * Fetches a range of an object, or the beginning of the range.
   *
   * @param length bytes of the range, which ends within the object
   * @param buffer through which they go
   * @return how many bytes the sink was given: all, or those before the store refused or broke off,
   *     none perhaps; the store's stream may try the others, and say what is wrong
   * @throws RemoteFileChangedException when the object has another version
   * @throws IOException from the sink
   */
  public long fetch(Version version, long position, long length, byte[] buffer, ByteSink sink)
      throws IOException {
    Path path = version.path();
    GetObjectRequest.Builder request =
        store
            .getRequestFactory()
            .newGetObjectRequestBuilder(store.pathToKey(path))
            .ifMatch(version.etag());
    if (length < version.length()) {
      request.range("bytes=%d-%d".formatted(position, position + length - 1));
    }
    ResponseInputStream<GetObjectResponse> body;
    try {
      body = client.getObject(request.build());
    } catch (SdkException refused) {
      if (refused instanceof S3Exception answer && answer.statusCode() == CHANGED) {
        throw new RemoteFileChangedException(path.toString(), "GET", "it has another etag", answer);
      }
      LOG.debug("{} was not fetched at once", path, refused);
      return 0;
    }
    Long announced = body.response().contentLength();
    if (announced == null || announced != length) {
      body.abort();
      return 0;
    }
    long given = 0;
    try {
      for (int count = read(path, body, buffer, length);
          count > 0;
          count = read(path, body, buffer, length - given)) {
        sink.accept(buffer, 0, count);
        given += count;
      }
      return given;
    } finally {
      if (given < length) {
        body.abort();
      }
      body.close();
    }
  }

  /** Some bytes; none behind the last one, or when the connection broke. */
  private static int read(
      Path path, ResponseInputStream<GetObjectResponse> body, byte[] buffer, long left) {
    if (left == 0) {
      return 0;
    }
    try {
      return Math.max(0, body.read(buffer, 0, (int) Math.min(buffer.length, left)));
    } catch (IOException | SdkException broken) {
      LOG.debug("{} broke off {} bytes before its end", path, left, broken);
      return 0;
    }
  }
}
