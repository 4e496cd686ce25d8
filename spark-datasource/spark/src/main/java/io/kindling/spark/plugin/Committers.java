package io.kindling.spark.plugin;

import io.kindling.hadoop.CachingFileSystem;
import io.kindling.hadoop.commit.CacheCommitterFactory;
import org.apache.hadoop.conf.Configuration;

/**
 * Names {@link CacheCommitterFactory} as the source of committers for paths that lead through the
 * cache, so that an application that took {@code s3a} over needs no second key to write there.
 */
final class Committers {
  private static final String FACTORY_OF_SCHEME = "mapreduce.outputcommitter.factory.scheme.";

  /** What Hadoop's own defaults name for s3a; it refuses every file system but S3A's. */
  private static final String S3A_FACTORY = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";

  private Committers() {}

  /** Changes nothing that the application has set, but for the factory that would refuse it. */
  static void nameFactories(Configuration configuration) {
    configuration.setIfUnset(FACTORY_OF_SCHEME + "cache", CacheCommitterFactory.class.getName());
    boolean takenOver =
        CachingFileSystem.class.getName().equals(configuration.getTrimmed("fs.s3a.impl"));
    String factory = FACTORY_OF_SCHEME + "s3a";
    if (takenOver && S3A_FACTORY.equals(configuration.getTrimmed(factory, S3A_FACTORY))) {
      configuration.set(factory, CacheCommitterFactory.class.getName());
    }
  }
}
