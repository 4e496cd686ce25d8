package io.kindling.spark.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.hadoop.CachingFileSystem;
import io.kindling.hadoop.commit.CacheCommitterFactory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class CommittersTest {
  private static final String CACHE = "mapreduce.outputcommitter.factory.scheme.cache";
  private static final String S3A = "mapreduce.outputcommitter.factory.scheme.s3a";
  private static final String OURS = CacheCommitterFactory.class.getName();
  private static final String REFUSES = "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory";

  private final Configuration configuration = new Configuration(false);

  @Test
  void schemeOfTheCacheHasItsFactoryAndS3aItsOwn() {
    configuration.set(S3A, REFUSES);
    Committers.nameFactories(configuration);
    assertThat(configuration.get(CACHE)).isEqualTo(OURS);
    assertThat(configuration.get(S3A)).isEqualTo(REFUSES);
  }

  @Test
  void takenOverSchemeHasItWhateverHadoopsDefaultsName() {
    configuration.set("fs.s3a.impl", CachingFileSystem.class.getName());
    Committers.nameFactories(configuration);
    assertThat(configuration.get(S3A)).isEqualTo(OURS);

    configuration.set(S3A, REFUSES);
    Committers.nameFactories(configuration);
    assertThat(configuration.get(S3A)).isEqualTo(OURS);
  }

  @Test
  void whatTheApplicationSetStays() {
    configuration.set("fs.s3a.impl", CachingFileSystem.class.getName());
    configuration.set(S3A, "org.example.Factory");
    configuration.set(CACHE, "org.example.Other");
    Committers.nameFactories(configuration);
    assertThat(configuration.get(S3A)).isEqualTo("org.example.Factory");
    assertThat(configuration.get(CACHE)).isEqualTo("org.example.Other");
  }
}
