package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** Everything native is gone when decode returns, and one decoder serves many threads. */
class NativeMemoryTest {
  private static final int ROUNDS = 3_000;

  private final ImageDecoder decoder =
      new ImageDecoder(DecodeOptions.bgr().withSize(TargetSize.exactly(256, 256)));
  private final byte[] jpeg = TestPictures.jpeg(500, 375);
  private final byte[] cut = Arrays.copyOf(TestPictures.png(500, 375), 5_000);

  @Test
  void manyDecodesLeaveNoNativeMemoryBehind() throws Exception {
    decodeSome(200);
    long pointers = Pointer.totalCount();
    long before = outsideTheHeap();
    decodeSome(ROUNDS);
    assertThat(Pointer.totalCount()).as("native objects").isEqualTo(pointers);
    long leakOfEveryPicture = ROUNDS * 500L * 375 * 3;
    assertThat(outsideTheHeap() - before).as("growth").isLessThan(leakOfEveryPicture / 4);
  }

  @Test
  void oneDecoderServesManyThreads() throws Exception {
    byte[] expected = decoder.decode("p.jpg", jpeg).data();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        tasks.add(() -> Arrays.equals(decoder.decode("p.jpg", jpeg).data(), expected));
      }
      for (Future<Boolean> same : threads.invokeAll(tasks)) {
        assertThat(same.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long outsideTheHeap() {
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }

  private void decodeSome(int rounds) throws UndecodableImageException {
    for (int i = 0; i < rounds; i++) {
      decoder.decode("p.jpg", jpeg);
      if (i % 10 == 0) {
        expectRefusal();
      }
    }
  }

  private void expectRefusal() {
    try {
      decoder.decode("cut.png", cut);
    } catch (UndecodableImageException expected) {
      return;
    }
    throw new AssertionError("a cut PNG was decoded");
  }
}
