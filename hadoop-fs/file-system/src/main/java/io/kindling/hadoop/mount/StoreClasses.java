package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Which classes read a scheme when the cache does not stand before it. Any thread.
 *
 * <p>Takeover overwrites {@code fs.<scheme>.impl}, and some stores have no other entry anywhere, so
 * their classes are named here.
 */
final class StoreClasses {

  private static final Pattern CLASS_KEY =
      Pattern.compile("fs\\.(AbstractFileSystem\\.)?([^.]+)\\.impl");

  private static final String HDFS = "org.apache.hadoop.hdfs.DistributedFileSystem";

  /** Takes the place of the above; by name, because that one may be missing. */
  private static final String UNDER_HDFS = "io.kindling.hadoop.mount.UnderHdfs";

  private static final String S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem";

  /** File systems by scheme; the first class that is there serves it. */
  private static final Map<String, List<String>> FILE_SYSTEMS =
      Map.of(
          "s3a", List.of(S3A),
          // On EMR, S3 has a client of Amazon's own. Everywhere else S3A takes paths of this
          // scheme.
          "s3", List.of("com.amazon.ws.emr.hadoop.fs.EmrFileSystem", S3A),
          "s3n", List.of("com.amazon.ws.emr.hadoop.fs.EmrFileSystem", S3A),
          "hdfs", List.of(HDFS),
          "webhdfs", List.of("org.apache.hadoop.hdfs.web.WebHdfsFileSystem"),
          "gs", List.of("com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem"),
          "abfs", List.of("org.apache.hadoop.fs.azurebfs.AzureBlobFileSystem"),
          "abfss", List.of("org.apache.hadoop.fs.azurebfs.SecureAzureBlobFileSystem"),
          "file", List.of("org.apache.hadoop.fs.LocalFileSystem"));

  /** The same for FileContext. */
  private static final Map<String, List<String>> ABSTRACT_FILE_SYSTEMS =
      Map.of(
          "s3a", List.of("org.apache.hadoop.fs.s3a.S3A"),
          "s3", List.of("com.amazon.ws.emr.hadoop.fs.EMRFSDelegate"),
          "hdfs", List.of("org.apache.hadoop.fs.Hdfs"),
          "webhdfs", List.of("org.apache.hadoop.fs.WebHdfs"),
          "gs", List.of("com.google.cloud.hadoop.fs.gcs.GoogleHadoopFS"),
          "abfs", List.of("org.apache.hadoop.fs.azurebfs.Abfs"),
          "abfss", List.of("org.apache.hadoop.fs.azurebfs.Abfss"),
          "file", List.of("org.apache.hadoop.fs.local.LocalFs"));

  private StoreClasses() {}

  /**
   * Gives every scheme that was taken over its own class again, so that a store that looks up file
   * systems, itself among them, never finds the cache. Nor does it in Hadoop's cache of file
   * systems, which knows those of the user by scheme and authority.
   *
   * @param own a configuration for one under store; changed
   * @param scheme the scheme of that store
   * @throws IllegalArgumentException naming the option to mend
   */
  static void restore(Configuration own, String scheme) {
    for (String key : own.getValByRegex(CLASS_KEY.pattern()).keySet()) {
      Matcher parts = CLASS_KEY.matcher(key);
      if (parts.matches() && !parts.group(2).equals(UserPaths.CACHE_SCHEME) && isFace(own, key)) {
        String found =
            parts.group(1) == null
                ? fileSystem(own, parts.group(2))
                : present(own, ABSTRACT_FILE_SYSTEMS.get(parts.group(2)));
        if (HDFS.equals(found) && own.getClassByNameOrNull(HDFS) != null) {
          found = UNDER_HDFS;
        }
        if (found == null) {
          own.unset(key);
        } else {
          own.set(key, found);
        }
        own.setBoolean("fs." + parts.group(2) + ".impl.disable.cache", true);
      }
    }
    String key = "fs." + scheme + ".impl";
    if (own.getTrimmed(FileSystemOptions.underClass(scheme), "").isEmpty()) {
      String found = own.getTrimmed(key, "").isEmpty() ? fileSystem(own, scheme) : null;
      if (found != null) {
        own.set(key, found);
      }
    } else {
      own.set(key, configured(own, scheme));
    }
  }

  /** The class of a scheme; null when only Hadoop's own list of services may know one. */
  private static @Nullable String fileSystem(Configuration own, String scheme) {
    return own.getTrimmed(FileSystemOptions.underClass(scheme), "").isEmpty()
        ? present(own, FILE_SYSTEMS.get(scheme))
        : configured(own, scheme);
  }

  private static String configured(Configuration own, String scheme) {
    String key = FileSystemOptions.underClass(scheme);
    if (isFace(own, key)) {
      throw new IllegalArgumentException(
          "%s = \"%s\" is the cache itself; name the class that reads %s without it"
              .formatted(key, own.getTrimmed(key), scheme));
    }
    return own.getTrimmed(key);
  }

  /** The first class that is there, else the last, so that the error names what is missing. */
  private static @Nullable String present(Configuration own, @Nullable List<String> names) {
    if (names == null) {
      return null;
    }
    for (String name : names) {
      if (own.getClassByNameOrNull(name) != null) {
        return name;
      }
    }
    return names.get(names.size() - 1);
  }

  private static boolean isFace(Configuration own, String key) {
    String name = own.getTrimmed(key, "");
    Class<?> type = name.isEmpty() ? null : own.getClassByNameOrNull(name);
    return type != null && CacheFace.class.isAssignableFrom(type);
  }
}
