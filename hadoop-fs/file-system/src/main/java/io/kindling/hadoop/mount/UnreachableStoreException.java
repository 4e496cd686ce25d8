package io.kindling.hadoop.mount;

import java.io.IOException;

/** An under store did not answer at its address. */
public final class UnreachableStoreException extends IOException {

  UnreachableStoreException(String message, IOException cause) {
    super(message, cause);
  }
}
