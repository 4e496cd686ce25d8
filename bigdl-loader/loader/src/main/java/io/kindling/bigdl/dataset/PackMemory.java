package io.kindling.bigdl.dataset;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.kindling.bigdl.ExecutorNode;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import java.lang.management.ManagementFactory;
import org.apache.hadoop.conf.Configuration;

/** Memory of this JVM for packs that are open. */
final class PackMemory {

  /** What is open cannot be evicted, and the rest is to have room as well. */
  private static final int PART = 2;

  /** Of a cache whose size is not told, unless half of the direct memory is less. */
  private static final long USUAL_CACHE = 1L << 30;

  private PackMemory() {}

  /**
   * Bytes that open packs may take: of the cache, where this JVM reads them in place, else of its
   * direct memory.
   *
   * @param options Hadoop options of the application
   */
  static long bytes(Configuration options) {
    ExecutorNode.ensureIfPossible(options);
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    boolean inPlace =
        KindlingProcess.node() != null || settings.get(CacheOptions.CLUSTER_SEEDS).isEmpty();
    return (inPlace ? cache(settings) : mostDirect()) / PART;
  }

  private static long cache(Settings settings) {
    long told = settings.get(CacheOptions.MEMORY_SIZE);
    return told > 0 ? told : Math.min(USUAL_CACHE, mostDirect() / 2);
  }

  private static long mostDirect() {
    HotSpotDiagnosticMXBean machine =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long told =
        machine == null ? 0 : Long.parseLong(machine.getVMOption("MaxDirectMemorySize").getValue());
    return told == 0 ? Runtime.getRuntime().maxMemory() : told;
  }
}
