package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same random operations on two trees of one store, one bare and one through the cache: every
 * answer has to be the same. {@code -Dkindling.seed=...} repeats a run.
 */
@Timeout(600)
class RandomOperationsTest {

  private static final int LARGEST = 300_000;

  /** Small blocks, so that files have many. */
  private static final String BLOCK_SIZE = "64k";

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void localFileSystem(Access access) throws IOException {
    try (TestStore store = new LocalStore(Path.of("target/random/local"))) {
      compare(store, access, 400);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void hdfs(Access access) throws IOException {
    try (TestStore store = new HdfsStore(Path.of("target/random/hdfs"))) {
      compare(store, access, 1500);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void s3(Access access) throws IOException {
    try (TestStore store = new S3Store(Path.of("target/random/s3"))) {
      compare(store, access, 1000);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void localFileSystemThatOthersChange(Access access) throws IOException {
    try (TestStore store = new LocalStore(Path.of("target/random/changing-local"))) {
      compareWithOthers(store, access, 400);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void hdfsThatOthersChange(Access access) throws IOException {
    try (TestStore store = new HdfsStore(Path.of("target/random/changing-hdfs"))) {
      compareWithOthers(store, access, 1000);
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void s3ThatOthersChange(Access access) throws IOException {
    try (TestStore store = new S3Store(Path.of("target/random/changing-s3"))) {
      compareWithOthers(store, access, 600);
    }
  }

  /** Nobody else writes: statuses may be believed for as long as is the default. */
  private static void compare(TestStore store, Access access, int count) throws IOException {
    compare(store, access, count, store.configuration(), 0);
  }

  /** Others write now and then; every open asks for the status. */
  private static void compareWithOthers(TestStore store, Access access, int count)
      throws IOException {
    Configuration configuration = store.configuration();
    configuration.set("fs.cache.metadata.freshness", "0");
    compare(store, access, count, configuration, 0.2);
  }

  private static void compare(
      TestStore store, Access access, int count, Configuration options, double others)
      throws IOException {
    long seed = Long.getLong("kindling.seed", System.nanoTime());
    System.out.printf("%s by %s: -Dkindling.seed=%d%n", store.name(), access.label(), seed);
    access.configure(options, store);
    options.set("fs.cache.block.size", BLOCK_SIZE);
    options.set("fs.cache.metadata.settle-time", "2s");
    RandomOperations operations = new RandomOperations(seed, LARGEST);
    Random chance = new Random(seed);
    Deque<String> last = new ArrayDeque<>();
    try (FileSystem bare = FileSystem.newInstance(store.root(), store.configuration());
        FileSystem cached = FileSystem.newInstance(access.root(store), options)) {
      Tree bareTree = Tree.make(bare, store.root(), store.folder() + "/bare-" + seed);
      Tree cachedTree = Tree.make(cached, access.root(store), store.folder() + "/cached-" + seed);
      Tree behind = Tree.at(bare, store.root(), store.folder() + "/cached-" + seed);
      for (int i = 0; i < count; i++) {
        boolean byOther = chance.nextDouble() < others;
        StoreOperation operation = byOther ? operations.write() : operations.next();
        String expected = bareTree.seen(operation);
        String seen = (byOther ? behind : cachedTree).seen(operation);
        last.addLast((byOther ? "(by another) " : "") + operation + " -> " + expected);
        if (last.size() > 12) {
          last.removeFirst();
        }
        assertThat(seen)
            .as(
                "seed %d, operation %d: %s, after%n%s",
                seed, i, operation, last.stream().collect(Collectors.joining("\n")))
            .isEqualTo(expected);
      }
      bareTree.remove();
      cachedTree.remove();
    }
  }
}
