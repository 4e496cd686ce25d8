package io.kindling.s3;

import java.io.InputStream;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * A store that keeps objects as files, made to look like S3 when several requests remove objects at
 * once. It drops a folder with its last object unless the folder is an object itself ({@code a/}),
 * and it decides that in several steps: of two removals at the same moment, of {@code a/} and of
 * {@code a/b}, each can leave the folder to the other. An empty folder would stay that no request
 * made and that every listing shows. So removals, and writes of such objects, come one by one; one
 * request to remove many objects is many removals.
 */
final class FolderStore extends ForwardingBlobStore {

  private final Lock folders = new ReentrantLock();

  FolderStore(BlobStore store) {
    super(store);
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    folders.lock();
    try {
      return super.removeBlob(request);
    } finally {
      folders.unlock();
    }
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    if (!request.key().endsWith("/")) {
      return super.putBlob(request, content);
    }
    folders.lock();
    try {
      return super.putBlob(request, content);
    } finally {
      folders.unlock();
    }
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    if (!request.destinationKey().endsWith("/")) {
      return super.copyBlob(request);
    }
    folders.lock();
    try {
      return super.copyBlob(request);
    } finally {
      folders.unlock();
    }
  }
}
