package io.kindling.cache.store;

import java.io.IOException;

/** No room for a block could be made. The read goes on without caching it. */
public class StoreFullException extends IOException {

  public StoreFullException(String message) {
    super(message);
  }
}
