package io.kindling.image;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** A local folder under {@code cache:///}, cached in this one JVM. */
public final class CachedFolder {
  private CachedFolder() {}

  /** Mounts a folder by this name; what changes in it is seen at once, and no fault is hidden. */
  public static Configuration mounted(String name, Path folder) {
    Configuration configuration = new Configuration();
    configuration.set("fs.cache.mount." + name, folder.toUri().toString());
    configuration.set("fs.cache.metadata.settle-time", "0ms");
    configuration.set("fs.cache.metadata.freshness", "0ms");
    configuration.set("fs.cache.memory.size", "128m");
    configuration.set("fs.cache.faults", "strict");
    configuration.setBoolean("fs.cache.impl.disable.cache", true);
    return configuration;
  }
}
