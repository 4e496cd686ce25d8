package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import java.io.IOException;

/** The bytes of a block are not those its checksum was made from. */
public final class ChecksumException extends IOException {

  public ChecksumException(BlockId id, int expected, int actual) {
    super("block %s has checksum %08x, expected %08x".formatted(id, actual, expected));
  }
}
