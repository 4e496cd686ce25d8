package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Streams over a folder, compared with the file itself. */
class LocalReadTest {

  private static final Path BIG = new Path("cache:///local/big.bin");

  @TempDir java.nio.file.Path folder;
  private FileSystem cached;
  private byte[] content;

  @BeforeEach
  void start() throws IOException {
    cached = TestMounts.open(TestMounts.local(folder));
    content = new byte[9_500_001];
    new Random(System.nanoTime()).nextBytes(content);
    Files.write(folder.resolve("big.bin"), content);
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
  }

  @Test
  void anyReadGivesTheBytesOfTheFile() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of anyReadGivesTheBytesOfTheFile: " + seed);
    Random random = new Random(seed);
    try (FSDataInputStream input = cached.open(BIG)) {
      for (int i = 0; i < 3000; i++) {
        int from = random.nextInt(content.length);
        int size = random.nextInt(random.nextBoolean() ? 600 : 300_000);
        byte[] expected = Arrays.copyOfRange(content, from, Math.min(from + size, content.length));
        assertThat(readSome(input, random.nextInt(6), from, size))
            .as("read %d: %d bytes at %d", i, size, from)
            .matches(actual -> Arrays.equals(actual, expected));
      }
    }
  }

  private static byte[] readSome(FSDataInputStream input, int way, int from, int size)
      throws Exception {
    byte[] bytes = new byte[size];
    ByteBuffer buffer = way % 2 == 0 ? ByteBuffer.allocateDirect(size) : ByteBuffer.wrap(bytes);
    int done;
    switch (way) {
      case 0, 1 -> {
        while (buffer.hasRemaining() && input.read(from + buffer.position(), buffer) >= 0) {
          assertThat(buffer.position()).isPositive();
        }
        done = buffer.flip().remaining();
        buffer.get(bytes, 0, done);
      }
      case 2 -> {
        input.seek(from);
        while (buffer.hasRemaining() && input.read(buffer) >= 0) {
          assertThat(input.getPos()).isEqualTo(from + buffer.position());
        }
        done = buffer.flip().remaining();
        buffer.get(bytes, 0, done);
      }
      case 3 -> {
        done = 0;
        int count = 0;
        while (done < size && count >= 0) {
          done += count;
          count = input.read(from + done, bytes, done, size - done);
        }
        done += Math.max(count, 0);
      }
      case 4 -> {
        input.seek(from);
        done = input.readNBytes(bytes, 0, size);
      }
      default -> {
        input.seek(from);
        int value = 0;
        int most = Math.min(size, 5000);
        for (done = 0; done < most && (value = input.read()) >= 0; done++) {
          bytes[done] = (byte) value;
        }
        if (value >= 0) {
          done += input.readNBytes(bytes, done, size - done);
        }
      }
    }
    return Arrays.copyOf(bytes, done);
  }

  @Test
  @DisabledIfSystemProperty(
      named = "kindling.hadoop-version",
      matches = "3\\.3\\..*",
      disabledReason = "Hadoop 3.3.4 has no vectored reads")
  void vectoredReadsGiveEachRange() throws Exception {
    List<FileRange> ranges =
        List.of(
            FileRange.createFileRange(5_000_000, 70_000),
            FileRange.createFileRange(10, 100),
            FileRange.createFileRange(4_194_300, 10));
    try (FSDataInputStream input = cached.open(BIG)) {
      input.readVectored(ranges, ByteBuffer::allocate);
      for (FileRange range : ranges) {
        ByteBuffer data = range.getData().get();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        int from = (int) range.getOffset();
        assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, from, from + range.getLength()));
      }
    }
  }

  @Test
  void positionLengthAndEndBehaveAsHadoopWants() throws IOException {
    try (FSDataInputStream input = cached.open(BIG)) {
      assertThat(input.available()).isEqualTo(content.length);
      input.seek(content.length);
      assertThat(input.read()).isEqualTo(-1);
      assertThat(input.read(new byte[10])).isEqualTo(-1);
      assertThat(input.read(content.length, new byte[10], 0, 10)).isEqualTo(-1);
      assertThat(input.available()).isZero();
      assertThatThrownBy(() -> input.seek(content.length + 1)).isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> input.seek(-1)).isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> input.readFully(content.length - 5, new byte[10]))
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("cache:/local/big.bin");
      assertThat(input.getPos()).isEqualTo(content.length);
      input.seek(100);
      assertThat(input.skip(50)).isEqualTo(50);
      assertThat(input.read()).isEqualTo(content[150] & 0xff);
      assertThat(input.skip(-10)).isZero();
    }
  }

  @Test
  void streamsSayWhatTheyCan() throws IOException {
    try (FSDataInputStream input = cached.open(BIG)) {
      assertThat(input.hasCapability(StreamCapabilities.READBYTEBUFFER)).isTrue();
      assertThat(input.hasCapability(StreamCapabilities.PREADBYTEBUFFER)).isTrue();
      assertThat(input.hasCapability(StreamCapabilities.UNBUFFER)).isTrue();
      assertThat(input.hasCapability("in:anything")).isFalse();
      assertThat(input.read()).isEqualTo(content[0] & 0xff);
      input.unbuffer();
      assertThat(input.read()).isEqualTo(content[1] & 0xff);
    }
  }

  @Test
  void closedStreamsRefuseToRead() throws IOException {
    FSDataInputStream input = cached.open(BIG);
    input.close();
    input.close();
    assertThatThrownBy(input::read).hasMessageContaining("Stream is closed");
    assertThatThrownBy(() -> input.read(new byte[10])).hasMessageContaining("Stream is closed");
    assertThatThrownBy(() -> input.readFully(0, new byte[10]))
        .hasMessageContaining("Stream is closed");
    assertThatThrownBy(() -> input.read(ByteBuffer.allocate(10)))
        .hasMessageContaining("Stream is closed");
    assertThatThrownBy(() -> input.seek(0)).hasMessageContaining("Stream is closed");
    assertThatThrownBy(input::available).hasMessageContaining("Stream is closed");
  }

  @Test
  void bytesReadAreCountedForTheScheme() throws IOException {
    long before = FileSystem.getGlobalStorageStatistics().get("cache").getLong("bytesRead");
    try (FSDataInputStream input = cached.open(BIG)) {
      input.readFully(0, new byte[100_000]);
      input.read();
    }
    assertThat(FileSystem.getGlobalStorageStatistics().get("cache").getLong("bytesRead") - before)
        .isEqualTo(100_001);
  }

  @Test
  void anEmptyFileHasNothingToRead() throws IOException {
    Files.createFile(folder.resolve("empty"));
    try (FSDataInputStream input = cached.open(new Path("cache:///local/empty"))) {
      assertThat(input.read()).isEqualTo(-1);
      assertThat(input.read(new byte[1])).isEqualTo(-1);
    }
  }
}
