package io.kindling.s3;

import io.kindling.s3.RequestCounter.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.Callable;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The store as one HTTP request sees it: the first call that says what the request is counts, what
 * the server asks besides to answer that request does not. One instance per request, used by the
 * one thread that serves it.
 */
final class CountedRequest extends ForwardingBlobStore {

  private final RequestCounter counter;
  private final Refusals refusals;
  private final @Nullable String key;
  private boolean counted;

  CountedRequest(BlobStore store, RequestCounter counter, Refusals refusals, @Nullable String key) {
    super(store);
    this.counter = counter;
    this.refusals = refusals;
    this.key = key;
  }

  private void is(Kind kind) {
    if (!counted) {
      counted = true;
      counter.request(kind);
      refusals.check(key);
    }
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    is(Kind.GET_OBJECT);
    ResponseInputStream<GetObjectResponse> blob =
        found(request.bucket(), request.key(), () -> super.getBlob(request));
    return new ResponseInputStream<>(blob.response(), new SentBytes(blob, counter));
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    is(Kind.HEAD_OBJECT);
    return found(request.bucket(), request.key(), () -> super.blobMetadata(request));
  }

  /** The server's own look before a conditional write or a part; no HeadObject of the client. */
  @Override
  public @Nullable HeadObjectResponse blobMetadataIfPresent(HeadObjectRequest request) {
    return delegate().blobMetadataIfPresent(request);
  }

  @Override
  public @Nullable HeadObjectResponse blobMetadataIfPresent(String bucket, String name) {
    return delegate().blobMetadataIfPresent(bucket, name);
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    is(Kind.LIST_OBJECTS);
    return super.list(request);
  }

  @Override
  public ListObjectsResponse listV1(ListObjectsRequest request) {
    is(Kind.LIST_OBJECTS);
    return super.listV1(request);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    is(Kind.PUT_OBJECT);
    return super.putBlob(request, content);
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    is(Kind.DELETE_OBJECT);
    return super.removeBlob(request);
  }

  @Override
  public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
    is(Kind.OTHER);
    return super.removeBlobs(request);
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    is(Kind.OTHER);
    return super.copyBlob(request);
  }

  @Override
  public HeadBucketResponse headBucket(HeadBucketRequest request) {
    is(Kind.OTHER);
    return super.headBucket(request);
  }

  @Override
  public ListBucketsResponse list() {
    is(Kind.OTHER);
    return super.list();
  }

  @Override
  public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
    is(Kind.OTHER);
    return super.initiateMultipartUpload(request);
  }

  @Override
  public UploadPartResponse uploadMultipartPart(
      MultipartUpload upload, UploadPartRequest request, InputStream content) {
    is(Kind.OTHER);
    return super.uploadMultipartPart(upload, request, content);
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    is(Kind.OTHER);
    return super.completeMultipartUpload(upload, request);
  }

  @Override
  public void abortMultipartUpload(MultipartUpload upload) {
    is(Kind.OTHER);
    super.abortMultipartUpload(upload);
  }

  @Override
  public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(
      String bucket) {
    is(Kind.OTHER);
    return super.listMultipartUploads(bucket);
  }

  /**
   * Says as S3 does that there is no {@code a.jpg/b} beside {@code a.jpg}; to a store of folders it
   * is an internal error.
   */
  private static <T> T found(String bucket, String name, Callable<T> call) {
    try {
      return call.call();
    } catch (SdkException answer) {
      throw answer;
    } catch (Exception failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof FileSystemException file
            && "Not a directory".equals(file.getReason())) {
          throw S3Exceptions.noSuchKey(bucket, name, "no such key", failed);
        }
      }
      throw failed instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(failed);
    }
  }

  /** Counts what the server takes out of an object in order to send it. */
  private static final class SentBytes extends InputStream {
    private final InputStream content;
    private final RequestCounter counter;

    SentBytes(InputStream content, RequestCounter counter) {
      this.content = content;
      this.counter = counter;
    }

    @Override
    public int read() throws IOException {
      int value = content.read();
      if (value >= 0) {
        counter.sent(1);
      }
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = content.read(bytes, offset, length);
      if (count > 0) {
        counter.sent(count);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
