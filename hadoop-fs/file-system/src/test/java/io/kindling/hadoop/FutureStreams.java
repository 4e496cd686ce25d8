package io.kindling.hadoop;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Waits for streams that are opened by builders. */
final class FutureStreams {

  private FutureStreams() {}

  static FSDataInputStream get(CompletableFuture<FSDataInputStream> opened) throws IOException {
    try {
      return opened.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }
}
