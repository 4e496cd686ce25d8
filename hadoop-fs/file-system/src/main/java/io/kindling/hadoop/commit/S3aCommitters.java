package io.kindling.hadoop.commit;

import io.kindling.hadoop.mount.UnderPath;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;

/**
 * S3A's committers over a mount's bucket. Apart, because S3A's classes may be missing.
 *
 * <p>They look their file system up by the scheme of the output path, in many places, and accept
 * nothing else than an S3A file system. So the bucket of each mount has a scheme of its own for
 * them, which no configuration takes over and which has the mount's own options.
 */
final class S3aCommitters {

  private S3aCommitters() {}

  /**
   * The committer that the job asks for, over a path that {@link PublishingCommitter} translates.
   */
  static PathOutputCommitter create(UnderPath under, TaskAttemptContext context)
      throws IOException {
    Configuration own = new Configuration(under.store().fileSystem().getConf());
    String scheme = scheme(under);
    own.setClass("fs." + scheme + ".impl", CommitterStore.class, FileSystem.class);
    String bucket = under.path().toUri().getAuthority();
    // Kept in Hadoop's cache of file systems, where the committers find it whatever their options.
    S3AFileSystem store = (S3AFileSystem) FileSystem.get(URI.create(scheme + "://" + bucket), own);
    Path output = new Path(scheme, bucket, under.path().toUri().getPath());
    return new S3ACommitterFactory().createTaskCommitter(store, output, context);
  }

  private static String scheme(UnderPath under) {
    byte[] mount = under.mount().key().getBytes(StandardCharsets.UTF_8);
    return "s3a-" + UUID.nameUUIDFromBytes(mount);
  }
}
