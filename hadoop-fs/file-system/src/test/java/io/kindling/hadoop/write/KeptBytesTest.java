package io.kindling.hadoop.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptBytesTest {

  private static final long PLENTY = 64 << 20;

  @AfterEach
  void nothingStaysTaken() {
    await().untilAsserted(() -> assertThat(KeptBytes.taken()).isZero());
  }

  @Test
  void anyRangeComesBackAsItWasWritten() throws IOException {
    byte[] content = new byte[1_000_003];
    Random random = new Random(7);
    random.nextBytes(content);
    KeptBytes bytes = new KeptBytes(PLENTY);
    for (int at = 0; at < content.length; ) {
      int count = Math.min(content.length - at, 1 + random.nextInt(70_000));
      assertThat(bytes.append(content, at, count)).isTrue();
      at += count;
    }

    assertThat(bytes.length()).isEqualTo(content.length);
    for (int[] range : new int[][] {{0, content.length}, {0, 1}, {16384, 1}, {999_000, 1003}}) {
      assertThat(range(bytes, range[0], range[1]))
          .isEqualTo(Arrays.copyOfRange(content, range[0], range[0] + range[1]));
    }
    assertThatThrownBy(() -> range(bytes, 1_000_000, 4)).isInstanceOf(EOFException.class);
    bytes.drop();
  }

  @Test
  void allFilesShareOneLimitAndTheOneThatFindsNoRoomIsForgotten() {
    KeptBytes first = new KeptBytes(100_000);
    KeptBytes second = new KeptBytes(100_000);
    assertThat(first.append(new byte[40_000], 0, 40_000)).isTrue();
    assertThat(second.append(new byte[60_000], 0, 60_000)).isFalse();
    assertThat(second.append(new byte[1], 0, 1)).isFalse();
    assertThat(first.append(new byte[2_000], 0, 2_000)).isTrue();
    assertThat(KeptBytes.taken()).isLessThanOrEqualTo(100_000);
    first.drop();
  }

  @Test
  void streamThatNobodyClosedGivesItsRoomBack() {
    leave();
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(KeptBytes.taken()).isZero();
            });
  }

  private static void leave() {
    assertThat(new KeptBytes(PLENTY).append(new byte[1000], 0, 1000)).isTrue();
  }

  private static byte[] range(KeptBytes bytes, long position, long count) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    bytes.give(position, count, read::write);
    return read.toByteArray();
  }
}
