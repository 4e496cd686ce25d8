package io.kindling.cache.store;

import static io.kindling.cache.store.StoresUnderTest.bytes;
import static io.kindling.cache.store.StoresUnderTest.id;
import static io.kindling.cache.store.StoresUnderTest.put;
import static io.kindling.cache.store.StoresUnderTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every way into and out of a block that lies in four runs of pages. */
class BlockAccessTest {

  private static final int PAGE = PageAllocator.PAGE_SIZE;
  private static final int LENGTH = 4 * PAGE - 100;
  private static final byte[] CONTENT = bytes(7, LENGTH);

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();

  private final Metrics metrics = new Metrics();
  private SegmentStore store;

  @BeforeEach
  void everySecondPageIsTaken() throws Exception {
    store = stores.open(8 * PAGE, 8 * PAGE, metrics);
    for (int i = 0; i < 8; i++) {
      put(store, id(i), new byte[1]);
    }
    for (int i = 0; i < 8; i += 2) {
      store.remove(id(i));
    }
  }

  @Test
  void anyRangeIsCopiedToAnArrayOrABuffer() throws Exception {
    put(store, id(9), CONTENT);
    try (BlockHandle handle = store.acquire(id(9))) {
      for (int offset = 0; offset < LENGTH; offset += 911) {
        for (int count = 0; count <= LENGTH - offset; count += 1777) {
          byte[] expected = Arrays.copyOfRange(CONTENT, offset, offset + count);

          byte[] array = new byte[count + 3];
          handle.copyTo(offset, array, 3, count);
          assertThat(Arrays.copyOfRange(array, 3, count + 3)).isEqualTo(expected);

          ByteBuffer buffer = ByteBuffer.allocateDirect(count + 5).position(2);
          handle.copyTo(offset, buffer, count);
          assertThat(buffer.position()).isEqualTo(2 + count);
          assertThat(bytesOf(buffer.flip().position(2))).isEqualTo(expected);

          assertThat(bytesOf(handle.views(offset, count))).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void viewsAreOnePerRunAndReadOnly() throws Exception {
    put(store, id(9), CONTENT);
    try (BlockHandle handle = store.acquire(id(9))) {
      ByteBuffer[] views = handle.views(10, LENGTH - 10);
      assertThat(views).hasSize(4).allMatch(ByteBuffer::isReadOnly).allMatch(ByteBuffer::isDirect);
      assertThat(handle.views(PAGE, PAGE)).hasSize(1);
    }
  }

  @Test
  void whatAWriterHasTakenIsShownBeforeItIsPublished() throws Exception {
    try (BlockWriter writer = store.reserve(id(9), LENGTH)) {
      writer.write(CONTENT, 0, 2 * PAGE + 5);
      assertThat(bytesOf(writer.views(3, 2 * PAGE + 2)))
          .isEqualTo(Arrays.copyOfRange(CONTENT, 3, 2 * PAGE + 5));
    }
  }

  @Test
  void aBlockingChannelGetsTheWholeRange() throws Exception {
    put(store, id(9), CONTENT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BlockHandle handle = store.acquire(id(9))) {
      handle.writeTo(5, Channels.newChannel(out), LENGTH - 5);
    }
    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(CONTENT, 5, LENGTH));
  }

  @Test
  void aChannelThatDoesNotBlockIsRefused() throws Exception {
    put(store, id(9), CONTENT);
    Pipe pipe = Pipe.open();
    try (Pipe.SinkChannel sink = pipe.sink();
        Pipe.SourceChannel source = pipe.source();
        BlockHandle handle = store.acquire(id(9))) {
      sink.configureBlocking(false);
      assertThat(source.isOpen()).isTrue();
      assertThatThrownBy(() -> handle.writeTo(0, sink, 1))
          .isInstanceOf(IllegalBlockingModeException.class);
    }
  }

  @Test
  void writersTakeArraysBuffersAndChannelsInTurn() throws Exception {
    try (BlockWriter writer = store.reserve(id(9), LENGTH)) {
      writer.write(CONTENT, 0, 1000);
      writer.write(ByteBuffer.wrap(CONTENT, 1000, 5000));
      ByteBuffer direct = ByteBuffer.allocateDirect(3000).put(CONTENT, 6000, 3000).flip();
      writer.write(direct.asReadOnlyBuffer());
      assertThat(writer.written()).isEqualTo(9000);
      ReadableByteChannel channel =
          Channels.newChannel(new ByteArrayInputStream(CONTENT, 9000, LENGTH - 9000));
      while (writer.written() < LENGTH) {
        assertThat(writer.writeFrom(channel)).isPositive();
      }
      assertThat(writer.writeFrom(channel)).isZero();
      try (BlockHandle handle = writer.publish(checksum(CONTENT))) {
        assertThat(read(handle)).isEqualTo(CONTENT);
        handle.verify();
      }
    }
  }

  @Test
  void aWriterStopsAtTheEndOfTheChannel() throws Exception {
    try (BlockWriter writer = store.reserve(id(9), LENGTH)) {
      ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(CONTENT, 0, 10));
      assertThat(writer.writeFrom(channel)).isEqualTo(10);
      assertThat(writer.writeFrom(channel)).isEqualTo(-1);
      assertThatThrownBy(writer::publish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("only 10 of " + LENGTH);
    }
  }

  @Test
  void aChannelsErrorReachesTheWritersCaller() throws Exception {
    ReadableByteChannel closed = Channels.newChannel(new ByteArrayInputStream(CONTENT));
    closed.close();
    try (BlockWriter writer = store.reserve(id(9), LENGTH)) {
      assertThatThrownBy(() -> writer.writeFrom(closed)).isInstanceOf(IOException.class);
      assertThat(writer.written()).isZero();
    }
  }

  @Test
  void wrongBytesAreNotPublished() throws Exception {
    try (BlockWriter writer = store.reserve(id(9), LENGTH)) {
      writer.write(CONTENT, 0, LENGTH);
      assertThatThrownBy(() -> writer.publish(checksum(CONTENT) + 1))
          .isInstanceOf(ChecksumException.class);
      assertThatThrownBy(writer::publish).isInstanceOf(IllegalStateException.class);
    }
    assertThat(store.contains(id(9))).isFalse();
    assertThat(store.used()).isEqualTo(4 * PAGE);
    assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
  }

  @Test
  void damagedMemoryIsFoundByVerifying() throws Exception {
    put(store, id(9), CONTENT);
    try (BlockHandle handle = store.acquire(id(9))) {
      ByteBuffer memory = store.segments().buffer(0);
      int page = memory.get(0) == CONTENT[0] ? 0 : 2;
      memory.put(page * PAGE, (byte) (memory.get(page * PAGE) + 1));
      assertThatThrownBy(handle::verify).isInstanceOf(ChecksumException.class);
    }
  }

  @Test
  void rangesOutsideABlockAreRefused() throws Exception {
    put(store, id(9), CONTENT);
    try (BlockHandle handle = store.acquire(id(9))) {
      assertThatThrownBy(() -> handle.copyTo(LENGTH, new byte[1], 0, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> handle.copyTo(0, new byte[1], 1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> handle.copyTo(0, ByteBuffer.allocate(9), 10))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> handle.views(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    try (BlockWriter writer = store.reserve(id(10), 3)) {
      assertThatThrownBy(() -> writer.write(new byte[4], 0, 4))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(4)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void afterTheCloseNothingIsReadOrWritten() throws Exception {
    put(store, id(9), CONTENT);
    BlockHandle handle = store.acquire(id(9));
    handle.close();
    handle.close();
    assertThatThrownBy(() -> handle.copyTo(0, new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(handle::verify).isInstanceOf(IllegalStateException.class);
    BlockWriter writer = store.reserve(id(10), 3);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> writer.write(new byte[3], 0, 3))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::publish).isInstanceOf(IllegalStateException.class);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  private static byte[] bytesOf(ByteBuffer... buffers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }
}
