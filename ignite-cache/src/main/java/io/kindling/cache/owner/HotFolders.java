package io.kindling.cache.owner;

import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Heat;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Which folders' blocks are read most from this node, by its own JVM and by others. So that a read
 * costs next to nothing, one in {@link #SAMPLED} is looked at and counts for all of them. Counting
 * is for any thread.
 */
public final class HotFolders {

  /** Reads of which one is looked at. A power of 2. */
  static final int SAMPLED = 8;

  private static final Duration HALF_LIFE = Duration.ofSeconds(60);
  private static final int MOST = 4_096;

  private final Heat<String> heat;
  private final Function<VersionKey, String> uris;
  private final int mask;

  /**
   * One folder.
   *
   * @param folder canonical URI with its closing slash
   * @param bytesPerSecond what is read from it here, lately
   */
  public record Hot(String folder, double bytesPerSecond) {}

  HotFolders(Function<VersionKey, String> uris) {
    this(uris, SAMPLED, System::nanoTime);
  }

  HotFolders(Function<VersionKey, String> uris, int sampled, LongSupplier nanoClock) {
    this.uris = uris;
    this.mask = sampled - 1;
    this.heat = new Heat<>(HALF_LIFE, MOST, nanoClock);
  }

  /** Bytes of a version were read. */
  void read(long high, long low, long bytes) {
    if ((ThreadLocalRandom.current().nextInt() & mask) != 0) {
      return;
    }
    String uri = uris.apply(new VersionKey(high, low));
    int slash = uri.lastIndexOf('/');
    if (slash >= 0) {
      heat.add(uri.substring(0, slash + 1), bytes * (mask + 1));
    }
  }

  /** What is read most now, at most so many folders, the hottest first. */
  public synchronized List<Hot> hottest(int most) {
    heat.decay();
    return heat.hottest(most).stream().map(each -> new Hot(each, heat.rate(each))).toList();
  }
}
