package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that refuse, delay, cut short and change: a reader gets the bytes of one version or an
 * error that names the file, never other bytes. {@code -Dkindling.seed=...} repeats a run.
 */
@Timeout(300)
class FaultyStoreTest {

  private static final int KIB = 1 << 10;

  /** The stores, made faulty. */
  enum Kind {
    LOCAL {
      @Override
      TestStore start() throws IOException {
        return new LocalStore(java.nio.file.Path.of("target/faulty/local"));
      }

      @Override
      void spoil(Configuration configuration) {
        configuration.set("fs.file.impl", FaultyLocalFileSystem.class.getName());
      }
    },
    S3 {
      @Override
      TestStore start() throws IOException {
        return new S3Store(java.nio.file.Path.of("target/faulty/s3"));
      }

      @Override
      void spoil(Configuration configuration) {
        configuration.set("fs.s3a.impl", FaultyS3aFileSystem.class.getName());
      }
    };

    abstract TestStore start() throws IOException;

    abstract void spoil(Configuration configuration);
  }

  private final long seed = Long.getLong("kindling.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private long time = 1_500_000_000_000L;

  FaultyStoreTest() {
    System.out.println("-Dkindling.seed=" + seed);
  }

  @AfterEach
  void stop() {
    Faults.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read-through", "strict"})
  void readsAreRightOrFailWithTheNameOfTheFile(String mode) throws IOException {
    readsAreRightOrFail(Kind.LOCAL, mode);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"read-through", "strict"})
  void readsOfS3AreRightOrFailWithTheNameOfTheFile(String mode) throws IOException {
    readsAreRightOrFail(Kind.S3, mode);
  }

  private void readsAreRightOrFail(Kind kind, String mode) throws IOException {
    try (TestStore store = kind.start();
        FileSystem bare = FileSystem.newInstance(store.root(), store.configuration());
        FileSystem cached = cached(kind, store, "0", mode)) {
      Tree tree = Tree.make(bare, store.root(), store.folder() + "/reads-" + seed);
      Tree seen = Tree.at(cached, Access.MOUNT.root(store), store.folder() + "/reads-" + seed);
      Map<String, byte[]> files = new LinkedHashMap<>();
      for (int i = 0; i < 8; i++) {
        String name = "file-" + i;
        files.put(name, write(bare, new Path(tree.folder(), name), random.nextInt(700 * KIB)));
      }
      List<String> names = new ArrayList<>(files.keySet());
      Faults faults = Faults.start(seed, 0.03);
      int right = 0;
      int failed = 0;
      for (int i = 0; i < 300; i++) {
        String name = names.get(random.nextInt(names.size()));
        // Else all would be warm soon, and no fault met.
        if (random.nextInt(3) == 0) {
          files.put(name, write(bare, new Path(tree.folder(), name), random.nextInt(700 * KIB)));
        }
        byte[] content = content(files, name);
        try {
          readSomehow(cached, new Path(seen.folder(), name), content);
          right++;
        } catch (IOException fault) {
          assertThat(fault).as("seed %d, read %d", seed, i).hasMessageContaining(name);
          failed++;
        }
      }
      assertThat(faults.injected().values()).allMatch(count -> count.get() > 0);
      assertThat(right).isPositive();
      assertThat(failed).isPositive();

      Faults.stop();
      for (String name : names) {
        try (FSDataInputStream input = cached.open(new Path(seen.folder(), name))) {
          assertThat(input.readAllBytes()).as(name).isEqualTo(content(files, name));
        }
      }
      tree.remove();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalsAreNotHiddenByWhatIsCached(Kind kind) throws IOException {
    try (TestStore store = kind.start();
        FileSystem bare = FileSystem.newInstance(store.root(), store.configuration());
        FileSystem cached = cached(kind, store, "0", "read-through")) {
      Tree tree = Tree.make(bare, store.root(), store.folder() + "/refused-" + seed);
      Tree seen = Tree.at(cached, Access.MOUNT.root(store), store.folder() + "/refused-" + seed);
      byte[] content = write(bare, new Path(tree.folder(), "a"), 100 * KIB);
      Path path = new Path(seen.folder(), "a");
      readSomehow(cached, path, content);
      readSomehow(cached, path, content);

      Faults.startAlways(Faults.Kind.NOT_FOUND);
      assertThatThrownBy(() -> cached.open(path))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining(path.toString());
      Faults.startAlways(Faults.Kind.FORBIDDEN);
      assertThatThrownBy(() -> cached.open(path))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessageContaining(path.toString());
      Faults.stop();
      tree.remove();
    }
  }

  /**
   * The content changes while a stream is open, with the same length. S3 tells by the etag even
   * when the modification time is the same second's; the local file system tells by its time.
   */
  @ParameterizedTest
  @EnumSource
  void openStreamSeesOneContentOrFails(Kind kind) throws IOException {
    try (TestStore store = kind.start();
        FileSystem bare = FileSystem.newInstance(store.root(), store.configuration());
        FileSystem cached = cached(kind, store, "0", "read-through")) {
      Tree tree = Tree.make(bare, store.root(), store.folder() + "/changed-" + seed);
      Tree seen = Tree.at(cached, Access.MOUNT.root(store), store.folder() + "/changed-" + seed);
      Path file = new Path(tree.folder(), "a");
      Path path = new Path(seen.folder(), "a");
      int changedInTime = 0;
      for (int round = 0; round < 12; round++) {
        int length = 300 * KIB + random.nextInt(900 * KIB);
        byte[] before = write(bare, file, length);
        byte[] after;
        byte[] read = new byte[length];
        try (FSDataInputStream input = cached.open(path)) {
          int first = 1 + random.nextInt(length / 2);
          input.readFully(0, read, 0, first);
          after = write(bare, file, length);
          try {
            input.readFully(first, read, first, length - first);
            assertThat(read).as("seed %d, round %d", seed, round).isEqualTo(before);
          } catch (IOException changed) {
            assertThat(changed).as("seed %d, round %d", seed, round).hasMessageContaining("a");
            changedInTime++;
          }
        }
        try (FSDataInputStream input = cached.open(path)) {
          assertThat(input.readAllBytes())
              .as("seed %d, round %d: the next open", seed, round)
              .isEqualTo(after);
        }
      }
      assertThat(changedInTime).as("streams that met the change").isPositive();
      tree.remove();
    }
  }

  /** Other bytes of the same length in the same second: only an etag tells them apart. */
  @ParameterizedTest
  @EnumSource(names = "S3")
  void strongVersionsAreToldApartBySameLengthAndTime(Kind kind) throws IOException {
    try (TestStore store = kind.start();
        FileSystem bare = FileSystem.newInstance(store.root(), store.configuration());
        FileSystem cached = cached(kind, store, "0", "read-through")) {
      Tree tree = Tree.make(bare, store.root(), store.folder() + "/same-" + seed);
      Tree seen = Tree.at(cached, Access.MOUNT.root(store), store.folder() + "/same-" + seed);
      Path file = new Path(tree.folder(), "a");
      Path path = new Path(seen.folder(), "a");
      List<Long> times = new ArrayList<>();
      for (int round = 0; round < 15; round++) {
        byte[] content = write(bare, file, 50 * KIB);
        times.add(bare.getFileStatus(file).getModificationTime() / 1000);
        readSomehow(cached, path, content);
        readSomehow(cached, path, content);
      }
      assertThat(times.stream().distinct().count())
          .as("seconds in which contents were written")
          .isLessThan(times.size());
      tree.remove();
    }
  }

  private static FileSystem cached(Kind kind, TestStore store, String freshness, String mode)
      throws IOException {
    Configuration configuration = store.configuration();
    Access.MOUNT.configure(configuration, store);
    kind.spoil(configuration);
    configuration.set("fs.cache.metadata.freshness", freshness);
    configuration.set("fs.cache.metadata.settle-time", "2s");
    configuration.set("fs.cache.faults", mode);
    configuration.set("fs.cache.block.size", "64k");
    configuration.set("fs.cache.fetch.size", "128k");
    return FileSystem.newInstance(Access.MOUNT.root(store), configuration);
  }

  /** Writes by the bare store, with a modification time of its own where the store takes one. */
  private byte[] write(FileSystem bare, Path path, int length) throws IOException {
    byte[] content = new byte[length];
    random.nextBytes(content);
    try (FSDataOutputStream output = bare.create(path, true)) {
      output.write(content);
    }
    time += 60_000;
    bare.setTimes(path, time, -1);
    return content;
  }

  private static byte[] content(Map<String, byte[]> files, String name) {
    byte[] content = files.get(name);
    if (content == null) {
      throw new IllegalStateException("no file " + name);
    }
    return content;
  }

  /** Reads all, a part or some ranges, and compares. */
  private void readSomehow(FileSystem cached, Path path, byte[] content) throws IOException {
    int from = random.nextInt(content.length + 1);
    int count = random.nextInt(content.length + 1 - from);
    try (FSDataInputStream input = cached.open(path)) {
      switch (random.nextInt(4)) {
        case 0 -> assertThat(input.readAllBytes()).as(at(path, 0)).isEqualTo(content);
        case 1 -> {
          byte[] read = new byte[count];
          input.readFully(from, read);
          assertThat(read)
              .as(at(path, from))
              .isEqualTo(Arrays.copyOfRange(content, from, from + count));
        }
        case 2 -> {
          input.seek(from);
          assertThat(input.readNBytes(count))
              .as(at(path, from))
              .isEqualTo(Arrays.copyOfRange(content, from, from + count));
        }
        default -> {
          if (count == 0) {
            return;
          }
          FileRange range = FileRange.createFileRange(from, count);
          input.readVectored(List.of(range), ByteBuffer::allocate);
          ByteBuffer read = RandomOperations.opened(range.getData());
          assertThat(read).as(at(path, from)).isEqualTo(ByteBuffer.wrap(content, from, count));
        }
      }
    }
  }

  private String at(Path path, int from) {
    return "seed %d: %s from %d".formatted(seed, path, from);
  }
}
