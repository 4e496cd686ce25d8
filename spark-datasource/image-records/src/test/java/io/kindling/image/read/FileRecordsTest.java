package io.kindling.image.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecordsTest {
  @TempDir Path folder;
  private final Configuration configuration = new Configuration();

  @BeforeEach
  void useSlowFiles() {
    configuration.setClass("fs.slow.impl", SlowFiles.class, FileSystem.class);
    SlowFiles.open.set(0);
    SlowFiles.mostOpen.set(0);
  }

  @Test
  void picturesComeInTheirOrderThoughSeveralAreReadAtOnce() throws Exception {
    List<SourceFile> files = written(60, 1000);
    try (FileRecords stream = new FileRecords(configuration, files.iterator())) {
      for (SourceFile file : files) {
        PictureRecord record = stream.next();
        assertThat(record.path()).isEqualTo(file.path());
        assertThat(record.modificationTime()).isEqualTo(file.modificationTime());
        assertThat(encoded(record).remaining()).isEqualTo(1000);
        assertThat(encoded(record).get(0)).isEqualTo((byte) files.indexOf(file));
      }
      assertThat(stream.next()).isNull();
      assertThat(stream.next()).isNull();
    }
    assertThat(SlowFiles.mostOpen.get()).isBetween(2, FileRecords.MOST_AHEAD + 1);
  }

  @Test
  void ofLargePicturesOnlyOneIsReadAhead() throws Exception {
    List<SourceFile> files = written(5, (int) (FileRecords.MOST_BYTES * 2 / 3));
    try (FileRecords stream = new FileRecords(configuration, files.iterator())) {
      PictureRecord record = stream.next();
      while (record != null) {
        assertThat(encoded(record).remaining()).isEqualTo((int) files.get(0).length());
        record = stream.next();
      }
    }
    // The one that the caller has, and the next.
    assertThat(SlowFiles.mostOpen.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void errorBelongsToItsPictureAndTheOthersAreRead() throws Exception {
    List<SourceFile> files = new ArrayList<>(written(4, 10));
    files.add(2, SourceFile.of("slow:///nowhere.jpg", 10, 0, null, Labels.NONE));
    files.add(SourceFile.of("unknown:///a.jpg", 10, 0, null, Labels.NONE));
    int read = 0;
    try (FileRecords stream = new FileRecords(configuration, files.iterator())) {
      PictureRecord record = stream.next();
      while (record != null) {
        if (record.path().startsWith("slow:///nowhere")) {
          assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(record::content);
        } else if (record.path().startsWith("unknown")) {
          assertThatExceptionOfType(IOException.class)
              .isThrownBy(record::content)
              .withMessageContaining("unknown");
        } else {
          assertThat(encoded(record).remaining()).isEqualTo(10);
          read++;
        }
        record = stream.next();
      }
    }
    assertThat(read).isEqualTo(4);
  }

  @Test
  @SuppressWarnings("deprecation")
  void bytesCountForTheThreadThatAskedForThem() throws Exception {
    List<SourceFile> files = written(20, 1000);
    FileSystem.Statistics statistics = FileSystem.getStatistics("slow", SlowFiles.class);
    long before = statistics.getThreadStatistics().getBytesRead();
    long all = statistics.getBytesRead();
    try (FileRecords stream = new FileRecords(configuration, files.iterator())) {
      PictureRecord record = stream.next();
      while (record != null) {
        assertThat(encoded(record).remaining()).isEqualTo(1000);
        record = stream.next();
      }
    }
    assertThat(statistics.getThreadStatistics().getBytesRead() - before).isEqualTo(20_000);
    assertThat(statistics.getBytesRead() - all).isEqualTo(20_000);
  }

  private static ByteBuffer encoded(PictureRecord record) throws IOException {
    return ((EncodedPicture) record.content()).encoded();
  }

  private List<SourceFile> written(int count, int length) throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[length];
      content[0] = (byte) i;
      Path file = Files.write(folder.resolve(i + ".jpg"), content);
      files.add(SourceFile.of("slow://" + file, length, 0, null, Labels.NONE));
    }
    return files;
  }

  /** Local files whose opening takes 10 ms. */
  public static final class SlowFiles extends RawLocalFileSystem {
    private static final AtomicInteger open = new AtomicInteger();
    private static final AtomicInteger mostOpen = new AtomicInteger();

    @Override
    public URI getUri() {
      return URI.create("slow:///");
    }

    @Override
    public String getScheme() {
      return "slow";
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int bufferSize)
        throws IOException {
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      try {
        Thread.sleep(10);
        return super.open(path, bufferSize);
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      } finally {
        open.decrementAndGet();
      }
    }
  }
}
