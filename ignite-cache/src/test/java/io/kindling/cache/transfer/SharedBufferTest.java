package io.kindling.cache.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which answers go through shared memory, and what becomes of those that cannot. */
class SharedBufferTest {

  private static final int BLOCK = 640 << 10;
  private static final int LENGTH = 3 * BLOCK + 77;
  private static final BlockLayout LAYOUT = new BlockLayout(BLOCK, 4L * BLOCK);
  private static final ClusterAccess ACCESS = new ClusterAccess("test", "secret", LAYOUT);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Hello ANN = new Hello("ann", UUID.randomUUID());
  private static final FileVersion VERSION =
      FileVersion.of("mem://a", LENGTH, "1", Strength.STRONG);

  private final Dialer dialer = new Dialer(ACCESS, PATIENCE);
  private final byte[] content = new byte[LENGTH];
  private final Metrics metrics = new Metrics();
  @TempDir private Path temporary;
  private Path directory;
  private SegmentStore store;
  private Listener listener;

  @BeforeEach
  void start() throws Exception {
    directory = temporary.resolve("sockets");
    new Random(5).nextBytes(content);
    store = SegmentStore.open(4L * BLOCK, metrics);
    for (int block = 0; block < 4; block++) {
      BlockId id = BlockId.of(VERSION.versionKey(), block);
      int length = LAYOUT.length(block, LENGTH);
      try (BlockWriter writer = store.reserve(id, length, BlockOrigin.of(VERSION))) {
        writer.write(content, block * BLOCK, length);
        writer.publish().close();
      }
    }
    LocalOwner owner =
        new LocalOwner(
            store, LAYOUT, "ann", Duration.ofSeconds(5), Duration.ofMinutes(1), 1 << 20, metrics);
    listener = listen(new BlockService(owner, LAYOUT, () -> OwnerTable.EMPTY, metrics));
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    listener.close();
    assertThat(store.openHandles()).isZero();
    store.close();
    if (Files.exists(directory)) {
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void answersOfMiddleSizeLieInSharedMemory() throws IOException {
    try (Connection connection = connect()) {
      assertThat(read(connection, 10, 100_000)).isEqualTo(Operation.DATA);
      SharedBuffer shared = Objects.requireNonNull(connection.shared());
      shared.ask(connection);
      assertThat(shared.bytes()).isNotNull();
      assertThat(directory).as("the file is gone").isDirectoryNotContaining("glob:**.share");
      for (int position : new int[] {0, 10, BLOCK - 5000, 2 * BLOCK}) {
        for (int count : new int[] {SharedBuffer.LEAST, 100_000, BLOCK, SharedBuffer.SIZE}) {
          assertThat(read(connection, position, count)).isEqualTo(Operation.SHARED_DATA);
        }
        for (int count : new int[] {1, SharedBuffer.LEAST - 1, SharedBuffer.SIZE + 1}) {
          assertThat(read(connection, position, count)).isEqualTo(Operation.DATA);
        }
      }
    }
  }

  @Test
  void eachConnectionHasItsOwn() throws IOException {
    try (Connection first = connect();
        Connection second = connect()) {
      for (Connection connection : List.of(first, second)) {
        Objects.requireNonNull(connection.shared()).ask(connection);
      }
      request(first, 0, 200_000);
      ByteBuffer message = first.receive();
      assertThat(read(second, 300_000, 200_000)).isEqualTo(Operation.SHARED_DATA);
      assertThat(take(first, message, 0, 200_000)).isEqualTo(Operation.SHARED_DATA);
    }
  }

  @Test
  void nothingIsSharedOverTcp() throws IOException {
    try (Connection connection = dialer.connect(listener.endpoint(), ANN)) {
      assertThat(connection.shared()).isNull();
      connection.begin(Operation.SHARE, 1).put((byte) 0);
      connection.send();
      assertThat(connection.receive().get()).isEqualTo((byte) Operation.MISSING);
      assertThat(read(connection, 0, 100_000)).isEqualTo(Operation.DATA);
    }
  }

  @Test
  void nodeThatCannotMakeTheFileAnswersOverTheSocket() throws IOException {
    try (Connection connection = connect()) {
      Files.delete(Path.of(listener.localSocket()));
      Files.delete(directory);
      SharedBuffer shared = Objects.requireNonNull(connection.shared());
      shared.ask(connection);
      assertThat(shared.bytes()).isNull();
      assertThat(read(connection, 0, 100_000)).isEqualTo(Operation.DATA);
    }
  }

  @Test
  void clientDeclinesWhatItCannotMap() throws IOException {
    Path outside = Files.write(temporary.resolve("outside"), new byte[SharedBuffer.SIZE]);
    Files.write(directory.resolve("short"), new byte[10]);
    for (String name : List.of("missing.share", "../" + outside.getFileName(), "short")) {
      List<Integer> steps = new CopyOnWriteArrayList<>();
      try (Listener strange = listen(hello -> new Offering(name, steps));
          Connection connection = dialer.connect(strange.endpoint(), strange.localSocket(), ANN)) {
        SharedBuffer shared = Objects.requireNonNull(connection.shared());
        shared.ask(connection);
        assertThat(shared.bytes()).as(name).isNull();
        assertThat(steps).containsExactly(0, 2);
      }
    }
    Files.delete(directory.resolve("short"));
  }

  @Test
  void nodeDropsWhatTheClientDeclines() throws IOException {
    try (Connection connection = connect()) {
      for (int step : new int[] {0, 2}) {
        connection.begin(Operation.SHARE, 1).put((byte) step);
        connection.send();
        assertThat(connection.receive().get()).isEqualTo((byte) Operation.DONE);
      }
      assertThat(directory).isDirectoryNotContaining("glob:**.share");
      assertThat(read(connection, 0, 100_000)).isEqualTo(Operation.DATA);
    }
  }

  @Test
  void fileOfAClientThatWentAwayIsDeleted() throws IOException {
    try (Connection connection = connect()) {
      connection.begin(Operation.SHARE, 1).put((byte) 0);
      connection.send();
      assertThat(connection.receive().get()).isEqualTo((byte) Operation.DONE);
      assertThat(directory).isDirectoryContaining("glob:**.share");
    }
    listener.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void filesThatDeadNodesLeftAreRemoved() throws IOException {
    Path old = Files.write(directory.resolve("old.share"), new byte[10]);
    Path young = Files.write(directory.resolve("young.share"), new byte[10]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(120)));
    try (Listener next = listen(hello -> new Offering("", new CopyOnWriteArrayList<>()))) {
      assertThat(next.localSocket()).isNotEmpty();
      assertThat(old).doesNotExist();
      assertThat(young).exists();
    }
    Files.delete(young);
  }

  private Listener listen(Service service) throws IOException {
    return Listener.start("127.0.0.1", 0, directory.toString(), ACCESS, PATIENCE, service, metrics);
  }

  private Connection connect() throws IOException {
    return dialer.connect(listener.endpoint(), listener.localSocket(), ANN);
  }

  /** Reads, compares, and answers the code of the reply. */
  private int read(Connection connection, int position, int count) throws IOException {
    request(connection, position, count);
    return take(connection, connection.receive(), position, count);
  }

  private static void request(Connection connection, int position, int count) throws IOException {
    connection
        .begin(Operation.READ, 64)
        .putLong(0)
        .putLong(VERSION.fileKey().high())
        .putLong(VERSION.fileKey().low())
        .putLong(VERSION.versionKey().high())
        .putLong(VERSION.versionKey().low())
        .putLong(position)
        .putInt(count)
        .put((byte) 1);
    connection.send();
  }

  private int take(Connection connection, ByteBuffer message, int position, int count)
      throws IOException {
    int code = message.get();
    ByteBuffer target = ByteBuffer.allocate(count);
    ReadReply reply =
        Objects.requireNonNull(
            ReadReply.receive(code, message, connection, VERSION.versionKey(), target));
    assertThat(reply.damaged()).isNull();
    int end = Math.min(LENGTH, position + count);
    assertThat(Arrays.copyOf(target.array(), target.position()))
        .isEqualTo(Arrays.copyOfRange(content, position, end));
    return code;
  }

  /** Offers a file whatever it is. */
  private record Offering(String name, List<Integer> steps) implements Service.Session {

    @Override
    public void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
      steps.add((int) fields.get());
      Wire.putText(connection.begin(Operation.DONE, 512), name);
      connection.send();
    }

    @Override
    public void closed() {}
  }
}
