package io.kindling.image.samples;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.PictureHeader;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A picture that is being decoded by the threads of this process, of which there are as many as
 * processors, whoever asks.
 *
 * @param path as the record names it
 * @param length bytes of the picture as stored
 */
record Decoding(PictureRecord record, String path, long length, Future<Result> result) {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final ExecutorService THREADS =
      Executors.newFixedThreadPool(PROCESSORS, DaemonThreads.numbered("kindling-sample-decoder-"));

  /** Pictures of one maker that are worth being under way at once. */
  static final int MOST_AHEAD = 2 * PROCESSORS;

  /**
   * Pixels, or why there are none.
   *
   * @param pixels between position and limit
   * @param size as stored; null when the picture does not tell
   */
  record Result(@Nullable ByteBuffer pixels, @Nullable PixelSize size, @Nullable String reason) {}

  /** What becomes of a record's content when its stream goes on. */
  enum Content {
    STAYS,
    /** It is copied before. */
    CHANGES
  }

  /**
   * Begins to decode the record that a stream has gone to. Its content is read here, so that the
   * stream may go on.
   *
   * @throws IOException what reading the content failed with
   */
  static Decoding start(
      PictureRecord record, Content after, ImageDecoder decoder, SampleCounts counts)
      throws IOException {
    String path = record.path();
    Future<Result> result;
    try {
      PictureContent content = record.content();
      if (after == Content.CHANGES) {
        content = copied(content);
      }
      result = begun(path, content, decoder, counts);
    } catch (UndecodableImageException bad) {
      result = CompletableFuture.completedFuture(new Result(null, null, bad.reason()));
    }
    return new Decoding(record, path, record.length(), result);
  }

  private static Future<Result> begun(
      String path, PictureContent content, ImageDecoder decoder, SampleCounts counts) {
    if (content instanceof RawPixels pixels && decoder.leaves(pixels)) {
      counts.decoded(pixels.bytes(), 0);
      PixelSize size = new PixelSize(pixels.width(), pixels.height());
      return CompletableFuture.completedFuture(new Result(pixels.bgr(), size, null));
    }
    return THREADS.submit(() -> decoded(path, content, decoder, counts));
  }

  private static PictureContent copied(PictureContent content) {
    if (content instanceof EncodedPicture picture) {
      return new EncodedPicture(copied(picture.encoded()));
    }
    RawPixels pixels = (RawPixels) content;
    return new RawPixels(pixels.width(), pixels.height(), copied(pixels.bgr()));
  }

  private static ByteBuffer copied(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    return copy.put(bytes.duplicate()).flip();
  }

  private static Result decoded(
      String path, PictureContent content, ImageDecoder decoder, SampleCounts counts)
      throws IOException {
    long start = System.nanoTime();
    PixelSize size = null;
    try {
      size = size(path, content);
      return new Result(ByteBuffer.wrap(decoder.decode(path, content).data()), size, null);
    } catch (UndecodableImageException bad) {
      return new Result(null, size, bad.reason());
    } finally {
      counts.decoded(content.bytes(), System.nanoTime() - start);
    }
  }

  private static PixelSize size(String path, PictureContent content)
      throws UndecodableImageException {
    if (content instanceof RawPixels pixels) {
      return new PixelSize(pixels.width(), pixels.height());
    }
    PictureHeader header = PictureHeader.read(path, ((EncodedPicture) content).encoded());
    return new PixelSize(header.width(), header.height());
  }

  /** Waits for the pixels. */
  Result await() throws IOException {
    try {
      return result.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while " + path + " was decoded")
              .initCause(interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw new IOException(path + ": decoding failed", failed.getCause());
    }
  }
}
