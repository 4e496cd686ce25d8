package io.kindling.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
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

class PictureStreamTest {
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
    List<ImageFile> files = written(60, 1000);
    try (PictureStream stream = new PictureStream(configuration, files.iterator())) {
      for (ImageFile file : files) {
        assertThat(stream.next()).isEqualTo(file);
        assertThat(stream.encoded().remaining()).isEqualTo(1000);
        assertThat(stream.encoded().get(0)).isEqualTo((byte) files.indexOf(file));
      }
      assertThat(stream.next()).isNull();
      assertThat(stream.next()).isNull();
    }
    assertThat(SlowFiles.mostOpen.get()).isBetween(2, PictureStream.MOST_AHEAD + 1);
  }

  @Test
  void ofLargePicturesOnlyOneIsReadAhead() throws Exception {
    List<ImageFile> files = written(5, (int) (PictureStream.MOST_BYTES * 2 / 3));
    try (PictureStream stream = new PictureStream(configuration, files.iterator())) {
      while (stream.next() != null) {
        assertThat(stream.encoded().remaining()).isEqualTo((int) files.get(0).length());
      }
    }
    // The one that the caller has, and the next.
    assertThat(SlowFiles.mostOpen.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void errorBelongsToItsPictureAndTheOthersAreRead() throws Exception {
    List<ImageFile> files = new ArrayList<>(written(4, 10));
    files.add(2, new ImageFile("slow:///nowhere.jpg", 10, 0, null, -1, ""));
    files.add(new ImageFile("unknown:///a.jpg", 10, 0, null, -1, ""));
    int read = 0;
    try (PictureStream stream = new PictureStream(configuration, files.iterator())) {
      ImageFile file = stream.next();
      while (file != null) {
        if (file.path().startsWith("slow:///nowhere")) {
          assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(stream::encoded);
        } else if (file.path().startsWith("unknown")) {
          assertThatExceptionOfType(IOException.class)
              .isThrownBy(stream::encoded)
              .withMessageContaining("unknown");
        } else {
          assertThat(stream.encoded().remaining()).isEqualTo(10);
          read++;
        }
        file = stream.next();
      }
    }
    assertThat(read).isEqualTo(4);
  }

  @Test
  @SuppressWarnings("deprecation")
  void bytesCountForTheThreadThatAskedForThem() throws Exception {
    List<ImageFile> files = written(20, 1000);
    FileSystem.Statistics statistics = FileSystem.getStatistics("slow", SlowFiles.class);
    long before = statistics.getThreadStatistics().getBytesRead();
    long all = statistics.getBytesRead();
    try (PictureStream stream = new PictureStream(configuration, files.iterator())) {
      while (stream.next() != null) {
        assertThat(stream.encoded().remaining()).isEqualTo(1000);
      }
    }
    assertThat(statistics.getThreadStatistics().getBytesRead() - before).isEqualTo(20_000);
    assertThat(statistics.getBytesRead() - all).isEqualTo(20_000);
  }

  private List<ImageFile> written(int count, int length) throws IOException {
    List<ImageFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] content = new byte[length];
      content[0] = (byte) i;
      Path file = Files.write(folder.resolve(i + ".jpg"), content);
      files.add(new ImageFile("slow://" + file, length, 0, null, -1, ""));
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
