package io.kindling.bigdl.dataset;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.kindling.bigdl.ExecutorNode;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.StorageNode;
import java.lang.management.ManagementFactory;
import org.apache.hadoop.conf.Configuration;

/** Memory of this JVM for packs that are open. */
final class PackMemory {

  /** What is open cannot be evicted, and the rest is to have room as well. */
  private static final int PART = 2;

  private PackMemory() {}

  /**
   * Bytes that open packs may take: of the cache, where this JVM reads them in place, else of its
   * direct memory.
   *
   * @param options Hadoop options of the application
   */
  static long bytes(Configuration options) {
    ExecutorNode.ensureIfPossible(options);
    StorageNode node = KindlingProcess.node();
    if (node != null) {
      return node.capacity() / PART;
    }
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    long own = settings.get(CacheOptions.MEMORY_SIZE);
    return (settings.get(CacheOptions.CLUSTER_SEEDS).isEmpty() && own > 0 ? own : mostDirect())
        / PART;
  }

  private static long mostDirect() {
    HotSpotDiagnosticMXBean machine =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long told =
        machine == null ? 0 : Long.parseLong(machine.getVMOption("MaxDirectMemorySize").getValue());
    return told == 0 ? Runtime.getRuntime().maxMemory() : told;
  }
}
