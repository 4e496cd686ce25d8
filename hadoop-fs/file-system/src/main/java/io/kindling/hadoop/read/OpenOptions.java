package io.kindling.hadoop.read;

import io.kindling.cache.client.AccessPattern;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * What a program says of how it will read when it opens a file by {@code openFile()}.
 *
 * @param pattern how it will move
 * @param end where its split ends, up to which it is worth reading ahead
 * @param bufferSize bytes of the buffer for small reads
 */
public record OpenOptions(AccessPattern pattern, long end, int bufferSize) {

  private static final String PREFIX = "fs.option.openfile.";
  private static final String LENGTH = PREFIX + "length";
  private static final String SPLIT_START = PREFIX + "split.start";
  private static final String SPLIT_END = PREFIX + "split.end";
  private static final String BUFFER_SIZE = PREFIX + "buffer.size";
  private static final String READ_POLICY = PREFIX + "read.policy";

  /**
   * All keys that may be mandatory. A length is checked and not needed: whoever knows it has asked
   * for the status through this file system, which remembers that. Footers are blocks like others.
   */
  public static final Set<String> KEYS =
      Set.of(
          LENGTH,
          SPLIT_START,
          SPLIT_END,
          BUFFER_SIZE,
          READ_POLICY,
          PREFIX + "footer.cache",
          PREFIX + "ec.policy");

  /** Nothing was said. */
  public static OpenOptions plain(int bufferSize) {
    return new OpenOptions(AccessPattern.ADAPTIVE, Long.MAX_VALUE, bufferSize);
  }

  /**
   * Reads the options of a builder.
   *
   * @param bufferSize what the builder's own method was told
   */
  public static OpenOptions of(Configuration options, int bufferSize) {
    return new OpenOptions(
        pattern(options.getTrimmedStrings(READ_POLICY)),
        number(options, SPLIT_END, Long.MAX_VALUE),
        (int) Math.min(1 << 20, number(options, BUFFER_SIZE, bufferSize)));
  }

  /** The first policy of the list that is known decides. */
  private static AccessPattern pattern(String[] policies) {
    for (String policy : policies) {
      switch (policy.toLowerCase(Locale.ROOT)) {
        case "adaptive", "default" -> {
          return AccessPattern.ADAPTIVE;
        }
        case "sequential", "whole-file", "avro", "csv", "json" -> {
          return AccessPattern.SEQUENTIAL;
        }
        case "random", "vector", "columnar", "parquet", "orc", "hbase" -> {
          return AccessPattern.RANDOM;
        }
        default -> {
          // Lists are made for several stores; what is not known is left to others.
        }
      }
    }
    return AccessPattern.ADAPTIVE;
  }

  /** Some programs write numbers with a decimal point. */
  private static long number(Configuration options, String key, long absent) {
    String text = options.getTrimmed(key);
    if (text == null) {
      return absent;
    }
    try {
      return (long) Double.parseDouble(text);
    } catch (NumberFormatException wrong) {
      // It is a hint: a bad one must not keep a file from being read.
      return absent;
    }
  }
}
