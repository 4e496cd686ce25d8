package io.kindling.cache.store;

import java.nio.file.FileStore;
import java.util.Set;

/** File systems whose bytes are memory. */
final class MemoryFileSystem {

  private static final Set<String> TYPES = Set.of("tmpfs", "ramfs");

  private MemoryFileSystem() {}

  /** Whether a file system is one of them. */
  static boolean isOne(FileStore mount) {
    return TYPES.contains(mount.type());
  }
}
