package io.kindling.hadoop.config;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manual of options is made from their declarations. */
class ConfigurationManualTest {

  @Test
  void manualSaysWhatTheCodeSays() throws IOException {
    ManualPage.assertSays("configuration.md", manual());
  }

  private static String manual() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Configuration

        Written by `mvn verify -pl hadoop-fs/file-system -am -Dkindling.write-docs=true` from the declarations in the
        code, and compared with them in every build.

        In Spark, put `spark.hadoop.` before each key. Sizes are written like `64m` or `2g`, times like `500ms`, `30s`
        or `2h`. All bad values are reported together, each with its key.

        | Key | Means |
        | --- | --- |
        | `fs.cache.impl` | `io.kindling.hadoop.CachingFileSystem`, found by itself when the jar is on the class path |
        | `fs.AbstractFileSystem.cache.impl` | `io.kindling.hadoop.CacheFs`, for programs that use `FileContext` |
        | `fs.cache.mount.<name>` | URI of the under-store folder that is seen as `cache:///<name>/` |
        | `fs.<scheme>.impl` | the same class takes the place of another file system: users keep their paths, see [Hadoop](hadoop.md) |
        | `fs.AbstractFileSystem.<scheme>.impl` | the same for `FileContext` |
        | `fs.cache.under.<scheme>.impl` | class that reads a scheme without the cache. Known for s3a, s3, hdfs, webhdfs, gs, abfs, abfss and file |

        ## The file system

        """);
    options(text, FileSystemOptions.ALL);
    text.append("\n## One mount\n\n");
    options(text, MountOptions.options("<name>"));
    text.append(
        """
        | `fs.cache.mount.<name>.conf.<key>` |  | a text | Option <key> of the under store, for this mount alone: credentials, an endpoint. Wins over what is set for all and for a bucket of S3A. |
        """);
    text.append("\n## The block cache and its cluster\n\n");
    options(text, CacheOptions.ALL);
    text.append("\nWhat is counted is in [metrics](metrics.md).\n");
    return text.toString();
  }

  private static void options(StringBuilder text, List<Option<?>> options) {
    text.append("| Key | Default | Value | Means |\n| --- | --- | --- | --- |\n");
    for (Option<?> option : options) {
      String preset = option.defaultText().isEmpty() ? "" : "`" + option.defaultText() + "`";
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(option.key(), preset, option.form(), option.meaning()));
    }
  }
}
