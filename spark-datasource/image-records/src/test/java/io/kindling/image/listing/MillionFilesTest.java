package io.kindling.image.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A set as large as ImageNet, in a store that makes its answers up. */
class MillionFilesTest {
  private static final int CLASSES = 1_000;
  private static final int OF_CLASS = 1_000;

  @Test
  void millionFilesAreListedInSecondsAndFewBytesEach() throws Exception {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.made.impl", MadeUpStore.class, FileSystem.class);
    MadeUpStore.lists.set(0);
    MadeUpStore.statuses.set(0);
    long before = usedHeap();
    long start = System.nanoTime();
    PictureSet set =
        PictureSet.list(
            configuration, List.of(new Path("made://store/set")), ListingOptions.defaults());
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    long bytes = usedHeap() - before;
    System.out.printf("listed in %s, %d bytes a file%n", taken, bytes / set.files().size());
    assertThat(set.files()).hasSize(CLASSES * OF_CLASS);
    assertThat(set.classes()).hasSize(CLASSES);
    assertThat(set.splits()).containsExactly("train");
    assertThat(taken).isLessThan(Duration.ofMinutes(2));
    assertThat(bytes).isLessThan(400L << 20);
    assertThat(MadeUpStore.statuses).hasValue(1);
    assertThat(MadeUpStore.lists).hasValue(2 + CLASSES);
    assertThat(set.files().get(0).labels()).isSameAs(set.files().get(1).labels());
    assertThat(set.files().get(0).folder()).isSameAs(set.files().get(1).folder());
  }

  @Test
  void foldersOfAPatternAreListedAtOnceAndThoseBeforeItNot() throws Exception {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.made.impl", MadeUpStore.class, FileSystem.class);
    MadeUpStore.lists.set(0);
    MadeUpStore.statuses.set(0);
    PictureSet set =
        PictureSet.list(
            configuration,
            List.of(new Path("made://store/set/train/n000000?1/*_7.JPEG")),
            ListingOptions.defaults());
    assertThat(set.files()).hasSize(10);
    assertThat(MadeUpStore.statuses).hasValue(0);
    assertThat(MadeUpStore.lists).hasValue(1 + 10);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Object store of {@code set/train/n00000000/n00000000_0.JPEG} and so on. */
  public static final class MadeUpStore extends FileSystem {
    private static final AtomicInteger lists = new AtomicInteger();
    private static final AtomicInteger statuses = new AtomicInteger();

    @Override
    public URI getUri() {
      return URI.create("made://store");
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
      return capability.equals(CommonPathCapabilities.ETAGS_AVAILABLE)
          || super.hasPathCapability(path, capability);
    }

    @Override
    public FileStatus getFileStatus(Path path) {
      statuses.incrementAndGet();
      return folder(path);
    }

    @Override
    public FileStatus[] listStatus(Path path) {
      lists.incrementAndGet();
      if (path.getName().equals("set")) {
        return new FileStatus[] {folder(new Path(path, "train"))};
      }
      if (path.getName().startsWith("n")) {
        return IntStream.range(0, OF_CLASS)
            .mapToObj(i -> new TaggedStatus(new Path(path, path.getName() + "_" + i + ".JPEG")))
            .toArray(FileStatus[]::new);
      }
      FileStatus[] classes = new FileStatus[CLASSES];
      for (int i = 0; i < CLASSES; i++) {
        classes[i] = folder(new Path(path, String.format("n%08d", i)));
      }
      return classes;
    }

    @Override
    public RemoteIterator<LocatedFileStatus> listFiles(Path path, boolean recursive) {
      lists.incrementAndGet();
      return new RemoteIterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < OF_CLASS;
        }

        @Override
        public LocatedFileStatus next() {
          return new TaggedStatus(new Path(path, path.getName() + "_" + next++ + ".JPEG"));
        }
      };
    }

    private static FileStatus folder(Path path) {
      return new FileStatus(0, true, 1, 0, 0, path);
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
      throw new FileNotFoundException(path + " is made up");
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int buffer,
        short replication,
        long block,
        Progressable progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FSDataOutputStream append(Path path, int buffer, Progressable progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean rename(Path from, Path to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void setWorkingDirectory(Path path) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getWorkingDirectory() {
      return new Path("made://store/");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class TaggedStatus extends LocatedFileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;

    private final String etag;

    TaggedStatus(Path path) {
      super(new FileStatus(110_000, false, 1, 128 << 20, 1_700_000_000_000L, path), null);
      etag = "\"" + Integer.toHexString(path.hashCode()) + ".0123456789abcdef01234567\"";
    }

    @Override
    public String getEtag() {
      return etag;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return super.equals(other);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }
}
