package io.kindling.spark.plugin;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.config.MountOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.spark.internal.config.ConfigEntry;
import org.jspecify.annotations.Nullable;

/** Which keys there are, ours, Spark's and Hadoop's, by what each has declared. */
final class DocumentedKeys {
  private static final String SPARK_HADOOP = "spark.hadoop.";

  /** What loads the declarations of Spark's keys. */
  private static final List<String> DECLARATIONS =
      List.of(
          "org.apache.spark.internal.config.package$",
          "org.apache.spark.internal.config.Worker$",
          "org.apache.spark.internal.config.UI$",
          "org.apache.spark.sql.internal.StaticSQLConf$",
          "org.apache.spark.sql.internal.SQLConf$");

  /**
   * Keys with a part of the user's own, and those of the modules for YARN and Kubernetes, which are
   * not on this class path: each as Spark's manual has it.
   */
  private static final Pattern SPARK_PATTERNS =
      Pattern.compile(
          "spark\\.(executorEnv\\.\\w+"
              + "|sql\\.catalog\\.\\w+(\\.\\w+)?"
              + "|yarn\\.(archive|appMasterEnv\\.\\w+)"
              + "|kubernetes\\.executor\\.volumes\\.hostPath\\.\\w+\\.(mount|options)\\.path)");

  /** A mount, or the class of a scheme, with a name in it; or as a group of keys. */
  private static final Pattern NAMED =
      Pattern.compile(
          "fs\\.cache\\.(impl|\\*|KEY"
              + "|mount(\\.([\\w-]+|<name>)(\\.(KEY|conf\\.(<key>|[\\w.-]+)))?)?"
              + "|under(\\.([\\w-]+|<scheme>)\\.impl)?)");

  private static final Set<String> WITHOUT_DEFAULT =
      Set.of(
          MRJobConfig.MAPREDUCE_APPLICATION_CLASSPATH,
          FileOutputCommitter.FILEOUTPUTCOMMITTER_CLEANUP_SKIPPED);

  /** Keys of Hadoop that end in, or hold, the name of a scheme. */
  private static final Pattern OF_A_SCHEME =
      Pattern.compile(
          "fs\\.(AbstractFileSystem\\.)?\\w+\\.impl"
              + "|mapreduce\\.outputcommitter\\.factory\\.scheme\\.\\w+");

  private static final Pattern MOUNT_OPTION = Pattern.compile("(fs\\.cache\\.mount\\.)[\\w-]+\\.");

  private final Map<String, Option<?>> options = new HashMap<>();
  private final Configuration hadoop = new Configuration();

  DocumentedKeys() throws ClassNotFoundException {
    for (List<Option<?>> declared :
        List.of(CacheOptions.ALL, FileSystemOptions.ALL, MountOptions.options("<name>"))) {
      declared.forEach(option -> options.put(option.key(), option));
    }
    hadoop.addResource("yarn-default.xml");
    hadoop.addResource("mapred-default.xml");
    for (String declaration : DECLARATIONS) {
      Class.forName(declaration);
    }
  }

  /** Whether something reads a key. */
  boolean isKnown(String key) {
    if (key.startsWith(SPARK_HADOOP)) {
      return isKnown(key.substring(SPARK_HADOOP.length()));
    }
    if (key.startsWith("fs.cache.")) {
      return option(key) != null || NAMED.matcher(key).matches();
    }
    if (key.startsWith("spark.")) {
      return key.equals(KindlingDriver.PAGE_KEY)
          || ConfigEntry.findEntry(key) != null
          || SPARK_PATTERNS.matcher(key).matches();
    }
    return hadoop.get(key) != null
        || WITHOUT_DEFAULT.contains(key)
        || OF_A_SCHEME.matcher(key).matches();
  }

  /** The declared option of a key of ours, with or without Spark's prefix; null for another. */
  @Nullable Option<?> option(String key) {
    String plain = key.startsWith(SPARK_HADOOP) ? key.substring(SPARK_HADOOP.length()) : key;
    Option<?> option = options.get(plain);
    return option != null
        ? option
        : options.get(MOUNT_OPTION.matcher(plain).replaceFirst("$1<name>."));
  }
}
