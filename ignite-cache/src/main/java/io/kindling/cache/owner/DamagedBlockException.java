package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import java.io.IOException;

/** An owner sent a block whose bytes are not those that its checksum was made from. */
public final class DamagedBlockException extends IOException {

  public DamagedBlockException(BlockId id, String owner) {
    super("block %s came damaged from %s; the owner was told to check it".formatted(id, owner));
  }
}
