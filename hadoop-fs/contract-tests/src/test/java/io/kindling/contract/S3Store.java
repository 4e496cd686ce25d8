package io.kindling.contract;

import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;

/**
 * A bucket of an embedded S3 server, which runs as a process of its own. Each suite has another one
 * for each way to it.
 */
final class S3Store implements TestStore {

  private static final String BUCKET = "contract";
  private static final int SMALLEST_PART = 5 << 20;

  private final EmbeddedS3Process server;
  private final String bucket;

  S3Store(Path folder) throws IOException {
    this(EmbeddedS3Process.start(emptied(folder), BUCKET, bucketsOfSuites()), BUCKET);
  }

  /** A run that was ended leaves its objects behind. */
  private static Path emptied(Path folder) throws IOException {
    if (!FileUtil.fullyDelete(folder.toFile())) {
      throw new IOException("cannot empty " + folder.toAbsolutePath());
    }
    return folder;
  }

  private S3Store(EmbeddedS3Process server, String bucket) {
    this.server = server;
    this.bucket = bucket;
  }

  private static String[] bucketsOfSuites() {
    return Suites.ALL.stream()
        .flatMap(
            suite ->
                Arrays.stream(Access.values())
                    .flatMap(
                        access -> Stream.of("--bucket", bucket(suite.getSimpleName(), access))))
        .toArray(String[]::new);
  }

  private static String bucket(String suite, Access access) {
    return suite.toLowerCase(Locale.ROOT) + "-" + access.label();
  }

  /** The server, for its counts and refusals. */
  EmbeddedS3Process server() {
    return server;
  }

  @Override
  public String name() {
    return "s3a";
  }

  @Override
  public String title() {
    return "S3A on the embedded S3 server";
  }

  @Override
  public URI root() {
    return URI.create("s3a://" + bucket + "/");
  }

  @Override
  public String folder() {
    return "/contract";
  }

  @Override
  public Configuration configuration() {
    Configuration configuration = new Configuration();
    server.access().hadoopOptions().forEach(configuration::set);
    configuration.setInt("fs.s3a.multipart.size", SMALLEST_PART);
    configuration.set("fs.s3a.fast.upload.buffer", "bytebuffer");
    return configuration;
  }

  @Override
  public TestStore empty(String suite, Access access) {
    return new S3Store(server, bucket(suite, access));
  }

  @Override
  public Set<String> abilities() {
    return Set.of(
        "test.root-tests-enabled",
        "is-blobstore",
        "create-visibility-delayed",
        "is-case-sensitive",
        "rename-returns-false-if-source-missing",
        "rename-remove-dest-if-empty-dir",
        "rename-overwrites-dest",
        "supports-getfilestatus",
        "supports-seek",
        "supports-seek-on-closed-file",
        "rejects-seek-past-eof",
        "supports-strict-exceptions",
        "supports-unbuffer",
        "vector-io-early-eof-check");
  }

  @Override
  public int partSize() {
    return SMALLEST_PART;
  }

  @Override
  public boolean endsUploadsAtOnce() {
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
