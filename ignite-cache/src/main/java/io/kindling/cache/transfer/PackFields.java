package io.kindling.cache.transfer;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** How a pack is named in messages. */
final class PackFields {

  private static final int FIXED = 6 * Long.BYTES + 3 * Integer.BYTES;
  private static final int SOURCE = 5 * Long.BYTES;

  private PackFields() {}

  /** Bytes that the name of a pack takes. */
  static int size(PackBlocks pack) {
    return FIXED + SOURCE * pack.sources().size();
  }

  static void put(ByteBuffer message, PackBlocks pack) {
    message.putLong(pack.file().high()).putLong(pack.file().low());
    put(message, pack.version());
    put(message, pack.transform());
    message.putInt(pack.first()).putInt(pack.most()).putInt(pack.sources().size());
    for (PackBlocks.SourceBytes source : pack.sources()) {
      put(message, source.version());
      message.putLong(source.fileLength()).putLong(source.position()).putLong(source.length());
    }
  }

  static PackBlocks get(ByteBuffer message, int blocksPerGroup) throws IOException {
    FileKey file = new FileKey(message.getLong(), message.getLong());
    VersionKey version = version(message);
    VersionKey transform = version(message);
    int first = message.getInt();
    int most = message.getInt();
    int count = message.getInt();
    if (count < 1
        || count > PackKey.MOST_SOURCES
        || first < 0
        || first % blocksPerGroup != 0
        || most < 1
        || most > blocksPerGroup) {
      throw new IOException("a pack of blocks %d+%d from %d sources".formatted(first, most, count));
    }
    List<PackBlocks.SourceBytes> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(source(message));
    }
    return new PackBlocks(file, version, first, most, transform, sources);
  }

  private static PackBlocks.SourceBytes source(ByteBuffer message) throws IOException {
    try {
      return new PackBlocks.SourceBytes(
          version(message), message.getLong(), message.getLong(), message.getLong());
    } catch (IllegalArgumentException malformed) {
      throw new IOException("a pack of " + malformed.getMessage(), malformed);
    }
  }

  private static void put(ByteBuffer message, VersionKey version) {
    message.putLong(version.high()).putLong(version.low());
  }

  private static VersionKey version(ByteBuffer message) {
    return new VersionKey(message.getLong(), message.getLong());
  }
}
