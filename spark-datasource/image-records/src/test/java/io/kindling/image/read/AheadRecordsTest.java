package io.kindling.image.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.kindling.image.container.RecordSource;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceBytes;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AheadRecordsTest {
  private static final SourceFile FILE = SourceFile.of("file:/a.tar", 1, 1, null, Labels.NONE);

  private final AtomicInteger made = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  @Test
  void recordsComeInTheirOrderAndTheContainerIsClosedBehindTheLast() throws Exception {
    try (AheadRecords stream = stream(100, 10, 1_000)) {
      for (int i = 0; i < 100; i++) {
        assertThat(stream.next().path()).isEqualTo("file:/a.tar#" + i);
      }
      assertThat(stream.next()).isNull();
      assertThat(stream.next()).isNull();
      awaitClosed();
    }
  }

  @Test
  void noMoreIsReadAheadThanIsAllowed() throws Exception {
    try (AheadRecords stream = stream(100, 10, 1_000)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> made.get() == FileRecords.MOST_AHEAD + 1);
      Thread.sleep(50);
      assertThat(made).hasValue(FileRecords.MOST_AHEAD + 1);
      assertThat(stream.next()).isNotNull();
      await().atMost(Duration.ofSeconds(20)).until(() -> made.get() == FileRecords.MOST_AHEAD + 2);
    }
  }

  @Test
  void ofLargeRecordsOnlyOneWaits() throws Exception {
    int large = (int) FileRecords.MOST_BYTES * 2 / 3;
    try (AheadRecords stream = stream(5, large, 1_000)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> made.get() == 2);
      Thread.sleep(50);
      assertThat(made).hasValue(2);
      int read = 0;
      while (stream.next() != null) {
        read++;
      }
      assertThat(read).isEqualTo(5);
    }
  }

  @Test
  void faultComesBehindTheRecordsBeforeIt() throws Exception {
    try (AheadRecords stream = stream(100, 10, 3)) {
      for (int i = 0; i < 3; i++) {
        assertThat(stream.next()).isNotNull();
      }
      assertThatIOException().isThrownBy(stream::next).withMessage("damaged at 3");
      assertThat(stream.next()).isNull();
      awaitClosed();
    }
  }

  @Test
  void closingEndsTheReadingThatWaitsForRoom() throws Exception {
    AheadRecords stream = stream(100, 10, 1_000);
    assertThat(stream.next()).isNotNull();
    stream.close();
    awaitClosed();
    assertThat(made.get()).isLessThan(100);
  }

  @Test
  void containerThatCannotBeOpenedIsAnErrorOfTheFirstRecord() {
    AheadRecords stream =
        new AheadRecords(
            FileRecords.THREADS,
            () -> {
              throw new IOException("no such container");
            },
            () -> SourceBytes.NONE,
            0,
            Long.MAX_VALUE);
    assertThatIOException().isThrownBy(stream::next).withMessage("no such container");
  }

  @Test
  void recordsBeforeTheFirstArePassedOverAndThoseFromTheEndOnWaitForLeave() throws Exception {
    AtomicInteger signs = new AtomicInteger();
    try (AheadRecords stream = stream(100, 10, 1_000, 5, 8)) {
      stream.awaitFirst(signs::incrementAndGet);
      assertThat(stream.next().path()).isEqualTo("file:/a.tar#5");
      await().atMost(Duration.ofSeconds(20)).until(() -> made.get() == 8);
      Thread.sleep(50);
      assertThat(made).hasValue(8);
      assertThat(stream.next().path()).isEqualTo("file:/a.tar#6");
      assertThat(stream.next().path()).isEqualTo("file:/a.tar#7");
      stream.readUpTo(10);
      assertThat(stream.next().path()).isEqualTo("file:/a.tar#8");
      await().atMost(Duration.ofSeconds(20)).until(() -> made.get() == 10);
      stream.readUpTo(9);
      Thread.sleep(50);
      assertThat(made).hasValue(10);
    }
    awaitClosed();
  }

  @Test
  void firstRecordBehindTheLastIsTheEnd() throws Exception {
    try (AheadRecords stream = stream(3, 10, 1_000, 5, 8)) {
      stream.awaitFirst(() -> {});
      assertThat(stream.next()).isNull();
    }
    awaitClosed();
  }

  private void awaitClosed() {
    await().atMost(Duration.ofSeconds(20)).untilTrue(closed);
  }

  private AheadRecords stream(int count, int bytes, int faultAt) {
    return stream(count, bytes, faultAt, 0, Long.MAX_VALUE);
  }

  private AheadRecords stream(int count, int bytes, int faultAt, long first, long end) {
    return new AheadRecords(
        FileRecords.THREADS,
        () ->
            new RecordSource() {
              @Override
              public PictureRecord next() throws IOException {
                int number = made.get();
                if (number == faultAt) {
                  throw new IOException("damaged at " + number);
                }
                if (number == count) {
                  return null;
                }
                made.incrementAndGet();
                EncodedPicture picture = new EncodedPicture(ByteBuffer.allocate(bytes));
                return PictureRecord.inContainer(
                    FILE, Integer.toString(number), Labels.NONE, picture);
              }

              @Override
              public void close() {
                closed.set(true);
              }
            },
        () -> SourceBytes.NONE,
        first,
        end);
  }
}
