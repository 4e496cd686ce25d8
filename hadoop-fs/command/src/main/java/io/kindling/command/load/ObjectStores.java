package io.kindling.command.load;

import io.kindling.hadoop.mount.UnderStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores of a job that have a short way to whole objects. Any thread. */
final class ObjectStores {

  private static final Logger LOG = LoggerFactory.getLogger(ObjectStores.class);

  private final Map<FileSystem, Optional<WholeObjects>> known = new ConcurrentHashMap<>();

  /** The short way of a store; null when it has none. */
  @Nullable WholeObjects of(UnderStore store) {
    return known
        .computeIfAbsent(
            store.fileSystem(), key -> Optional.ofNullable(store.isS3a() ? open(key) : null))
        .orElse(null);
  }

  private static @Nullable WholeObjects open(FileSystem fileSystem) {
    try {
      return WholeObjects.of(fileSystem);
    } catch (LinkageError otherLine) {
      LOG.info("{} is read by its streams alone: {}", fileSystem.getUri(), otherLine.toString());
      return null;
    }
  }
}
