package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;

/**
 * The bytes of a held block could not be read, because the disk under them failed. The block is not
 * held any more: read it as one that never was.
 */
public final class StoreFaultException extends RuntimeException {

  StoreFaultException(BlockId id, String place, Throwable cause) {
    super("block " + id + " cannot be read from " + place, cause);
  }
}
