package io.kindling.spark.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A key that a page, a template or a notebook names is one that something reads. */
class DocumentedKeysTest {
  private static final Pattern OURS = Pattern.compile("fs\\.cache\\.[\\w.*<>-]*[\\w*>]");

  /** Calls of Spark's API, which look alike, are followed by a bracket or named here. */
  private static final Pattern SPARKS =
      Pattern.compile(
          "(?<![\\w.:/-])spark\\.(?!hadoop\\.|read|write|sparkContext|sc\\b)"
              + "[a-z][\\w.-]*+(?<![.-])(?!\\()");

  private static final Pattern HADOOPS =
      Pattern.compile(
          "(?:(?<![\\w.-])|(?<=spark\\.hadoop\\.))"
              + "(?:yarn\\.(?!zip)|mapreduce\\.|fs\\.s3a\\.)[a-z][\\w.-]*\\w");

  private final DocumentedKeys keys;

  DocumentedKeysTest() throws ClassNotFoundException {
    keys = new DocumentedKeys();
  }

  @Test
  void keysOfTheCacheAreDeclared() throws Exception {
    areKnown(UserPages.mentions(UserPages.all(), OURS), 100);
  }

  @Test
  void keysOfSparkAreDeclaredBySpark() throws Exception {
    areKnown(UserPages.mentions(UserPages.pages(), SPARKS), 15);
  }

  @Test
  void keysOfHadoopHaveADefaultThere() throws Exception {
    areKnown(UserPages.mentions(UserPages.pages(), HADOOPS), 5);
  }

  private void areKnown(Set<UserPages.Mention> mentions, int atLeast) {
    assertThat(mentions).hasSizeGreaterThan(atLeast);
    assertThat(mentions).filteredOn(mention -> !keys.isKnown(mention.text())).isEmpty();
  }
}
