package io.kindling.hadoop;

import io.kindling.s3.S3Access;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Configurations and file systems for tests. */
final class TestMounts {

  private TestMounts() {}

  /** A folder as mount {@code local}; what was written a moment ago is cached, too. */
  static Configuration local(Path folder) {
    Configuration configuration = new Configuration();
    configuration.set("fs.cache.mount.local", folder.toUri().toString());
    configuration.set("fs.cache.metadata.settle-time", "0ms");
    configuration.set("fs.cache.faults", "strict");
    return configuration;
  }

  /** A bucket as mount {@code photos}. */
  static Configuration s3(S3Access access, String bucket) {
    Configuration configuration = new Configuration();
    access.hadoopOptions().forEach(configuration::set);
    configuration.set("fs.cache.mount.photos", "s3a://" + bucket);
    configuration.set("fs.cache.faults", "strict");
    return configuration;
  }

  static FileSystem open(Configuration configuration) throws IOException {
    return FileSystem.newInstance(URI.create("cache:///"), configuration);
  }
}
