package io.kindling.cache.node;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The size of the YARN container that a Spark executor runs in, which YARN does not tell the
 * process: what Spark asked YARN for.
 */
public final class YarnContainer {

  /** The variable by which YARN names the container to the process in it. */
  public static final String ID = "CONTAINER_ID";

  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kmgtp]?)b?");
  private static final long MIB = 1L << 20;
  private static final long SMALLEST_OVERHEAD = 384 * MIB;
  private static final double OVERHEAD_FACTOR = 0.1;

  private YarnContainer() {}

  /**
   * Bytes that JVM and all it allocates may take.
   *
   * @param environment of the process
   * @param spark a configured value of Spark by its key, null where none is set
   * @return 0 when the process is in no container of YARN or a size cannot be read
   */
  public static long memory(
      Map<String, String> environment, Function<String, @Nullable String> spark) {
    if (!environment.containsKey(ID)) {
      return 0;
    }
    long heap = bytes(spark.apply("spark.executor.memory"), 1024 * MIB);
    String factor = spark.apply("spark.executor.memoryOverheadFactor");
    long overhead =
        Math.max(
            bytes(spark.apply("spark.executor.minMemoryOverhead"), SMALLEST_OVERHEAD),
            (long) (heap * (factor == null ? OVERHEAD_FACTOR : Double.parseDouble(factor))));
    overhead = bytes(spark.apply("spark.executor.memoryOverhead"), overhead);
    return heap == 0 || overhead == 0 ? 0 : heap + overhead;
  }

  /** A size as Spark writes it, in MiB where it has no unit; 0 when it is none. */
  private static long bytes(@Nullable String text, long otherwise) {
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return 0;
    }
    int shift = matcher.group(2).isEmpty() ? 20 : 10 * " kmgtp".indexOf(matcher.group(2).charAt(0));
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
