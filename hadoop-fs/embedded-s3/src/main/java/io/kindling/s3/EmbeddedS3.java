package io.kindling.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server in this JVM that keeps buckets as folders, counts its requests exactly and can
 * refuse chosen keys. Listens on the loopback interface at a free port. Any thread may use it;
 * {@link #close} ends the server and leaves the folder as it is.
 */
public final class EmbeddedS3 implements AutoCloseable {

  private static final String ACCESS_KEY = "kindling";
  private static final String SECRET_KEY = "kindling-secret";

  private final BlobStore store;
  private final S3Proxy server;
  private final RequestCounter counter = new RequestCounter();
  private final Refusals refusals = new Refusals();

  private EmbeddedS3(Path root) {
    store = new FolderStore(new FilesystemNio2BlobStore(root.toString()));
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
            // A reader that goes away in the middle of an object must not hold up the end.
            .stopTimeout(0)
            .build();
    server.setBlobStoreLocator(
        (identity, bucket, key) ->
            ACCESS_KEY.equals(identity)
                ? new AccessGrant(SECRET_KEY, new CountedRequest(store, counter, refusals, key))
                : null);
  }

  /**
   * Starts a server over a folder, which is made when it is missing.
   *
   * @param root folder whose sub-folders are the buckets; made absolute, because the store loses
   *     multipart uploads below a relative one
   * @throws IOException when the folder cannot be made or the port cannot be bound
   */
  public static EmbeddedS3 start(Path root) throws IOException {
    Path absolute = root.toAbsolutePath().normalize();
    Files.createDirectories(absolute);
    EmbeddedS3 server = new EmbeddedS3(absolute);
    try {
      server.server.start();
    } catch (Exception failed) {
      server.close();
      throw new IOException(
          "cannot start the embedded S3 server over " + absolute + ": " + failed, failed);
    }
    return server;
  }

  /** Makes a bucket unless it is there already. */
  public void createBucket(String name) {
    if (!store.containerExists(name)) {
      store.createContainer(name);
    }
  }

  /** Address and credentials. */
  public S3Access access() {
    return new S3Access(URI.create("http://127.0.0.1:" + server.getPort()), ACCESS_KEY, SECRET_KEY);
  }

  /** What was asked since the start or the last {@link #reset}. */
  public RequestCounts counts() {
    return counter.counts();
  }

  /** Counts from zero again. */
  public void reset() {
    counter.reset();
  }

  /** The keys that are answered with an error. */
  public Refusals refusals() {
    return refusals;
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IOException("the embedded S3 server did not stop: " + failed, failed);
    }
  }
}
