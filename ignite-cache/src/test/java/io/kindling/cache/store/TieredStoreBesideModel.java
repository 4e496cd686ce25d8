package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicies;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A store of both tiers beside plain byte arrays: whatever is found has the bytes that were put,
 * and what was removed is not found. That a block may be absent is the nature of a cache, but for
 * pinned ones.
 */
final class TieredStoreBesideModel implements AutoCloseable {

  private static final int PAGE = PageAllocator.PAGE_SIZE;
  private static final int LONGEST = 4 * PAGE;
  private static final int MEMORY_PAGES = 24;
  private static final long DISK = 64L * PAGE;
  private static final String PINNED_FOLDER = "mem://pinned/";

  /** Blocks from 0 up to this lie in a folder that is pinned at times; they fit into memory. */
  private static final int MAY_BE_PINNED = 3;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What may be done in a step. */
  enum Act {
    PUT,
    READ,
    READ_TWICE,
    HOLD,
    LET_GO,
    REMOVE,
    PIN,
    UNPIN,
    DRAIN,
    RESTART,
    KILL,
    DAMAGE
  }

  /** One step; what the numbers mean depends on the act. */
  record Step(Act act, int block, int fraction) {}

  private record Held(BlockHandle handle, int block) {}

  private final Path folder;
  private final Metrics metrics = new Metrics();
  private final Deque<Held> handles = new ArrayDeque<>();
  private final Set<Integer> removed = new HashSet<>();
  private final Set<Integer> pinned = new HashSet<>();
  private boolean pinning;
  private int generation;
  private TieredStore store;

  TieredStoreBesideModel(Path folder) throws IOException {
    this.folder = folder;
    this.store = open();
  }

  private Path place() {
    return folder.resolve("generation-" + generation);
  }

  private TieredStore open() throws IOException {
    DiskSettings settings =
        new DiskSettings(
            List.of(place().resolve("a"), place().resolve("b")), DISK, 0, LONGEST, 8 * PAGE);
    return TieredStore.open(
        SegmentStore.open((long) MEMORY_PAGES * PAGE, 8 * PAGE, metrics), settings, metrics);
  }

  void take(Step step) throws Exception {
    switch (step.act) {
      case PUT -> put(step.block);
      case READ -> read(step.block, step.fraction);
      case READ_TWICE -> {
        read(step.block, step.fraction);
        read(step.block, step.fraction);
      }
      case HOLD -> hold(step.block);
      case LET_GO -> letGo();
      case REMOVE -> remove(step.block);
      case PIN -> pin(store.policies().pin(PINNED_FOLDER));
      case UNPIN -> pin(store.policies().unpin(PINNED_FOLDER));
      case DRAIN -> drain();
      case RESTART -> restart();
      case KILL -> kill(step.fraction);
      case DAMAGE -> damage(step.fraction);
    }
    requirePinned();
  }

  private void put(int block) {
    byte[] bytes = bytes(block);
    try (BlockWriter writer = store.reserve(id(block), bytes.length, origin(block))) {
      writer.write(bytes, 0, bytes.length);
      try (BlockHandle handle = writer.publish()) {
        assertThat(StoresUnderTest.read(handle)).isEqualTo(bytes);
      }
      removed.remove(block);
      if (pinning && block < MAY_BE_PINNED) {
        pinned.add(block);
      }
    } catch (StoreFullException full) {
      assertThat(handles.isEmpty() && isIdle()).as(full.getMessage()).isFalse();
    }
  }

  private void read(int block, int fraction) throws Exception {
    try (BlockHandle handle = store.acquire(id(block))) {
      if (handle == null) {
        return;
      }
      assertThat(removed).as("blocks that were removed").doesNotContain(block);
      byte[] bytes = bytes(block);
      int from = bytes.length * fraction / 101;
      byte[] target = new byte[bytes.length - from];
      handle.copyTo(from, target, 0, target.length);
      assertThat(target).isEqualTo(Arrays.copyOfRange(bytes, from, bytes.length));
      handle.verify();
    }
  }

  private void hold(int block) {
    // Few enough for a put to find room beside them.
    BlockHandle handle = handles.size() < 3 ? store.acquire(id(block)) : null;
    if (handle != null) {
      handles.addLast(new Held(handle, block));
    }
  }

  private void letGo() {
    if (!handles.isEmpty()) {
      Held held = handles.removeFirst();
      assertThat(StoresUnderTest.read(held.handle)).isEqualTo(bytes(held.block));
      held.handle.close();
    }
  }

  private void letAllGo() {
    while (!handles.isEmpty()) {
      letGo();
    }
  }

  private void remove(int block) {
    boolean ignored = store.remove(id(block));
    removed.add(block);
    pinned.remove(block);
    assertThat(store.contains(id(block))).isFalse();
  }

  private void pin(PathPolicies policies) {
    store.apply(policies);
    pinning = isPinned(policies);
    pinned.clear();
    for (int block = 0; pinning && block < MAY_BE_PINNED; block++) {
      // That a disk has damaged a block shows only when it is asked for.
      try (BlockHandle handle = store.acquire(id(block))) {
        if (handle != null) {
          pinned.add(block);
        }
      }
    }
  }

  private void requirePinned() {
    for (int block : pinned) {
      assertThat(store.contains(id(block))).as("pinned block %d", block).isTrue();
    }
  }

  private boolean isIdle() {
    return store.disk().isIdle();
  }

  /** Waits for what is on its way between the tiers, and compares all accounts. */
  void drain() {
    Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(2))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .untilAsserted(
            () -> {
              assertThat(isIdle()).isTrue();
              store.memory().checkInvariants();
              store.disk().checkInvariants();
              assertThat(store.used()).isEqualTo(store.memory().used() + store.disk().used());
            });
    assertThat(store.openHandles()).isEqualTo(handles.size());
    assertThat(store.used()).isLessThanOrEqualTo(store.capacity());
  }

  private void restart() throws IOException {
    letAllGo();
    close(store);
    reopen();
  }

  /** What a process that is killed at any moment leaves, and a new process on that. */
  private void kill(int fraction) throws IOException {
    letAllGo();
    if (fraction % 2 == 0) {
      drain();
    }
    Path from = place();
    generation++;
    copy(from, place());
    close(store);
    delete(from);
    forget();
    reopen();
  }

  /** What a disk that changes a byte leaves to the next process. */
  private void damage(int fraction) throws IOException {
    letAllGo();
    close(store);
    List<Path> segments;
    try (Stream<Path> files = Files.walk(place())) {
      segments =
          files
              .filter(file -> file.getFileName().toString().startsWith(DiskSegments.PREFIX))
              .sorted()
              .toList();
    }
    if (!segments.isEmpty()) {
      Path segment = segments.get(fraction % segments.size());
      try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
        long at = file.length() * fraction / 101;
        file.seek(at);
        int before = file.read();
        file.seek(at);
        file.write(~before);
      }
    }
    forget();
    reopen();
  }

  private void reopen() throws IOException {
    store = open();
    assertThat(isPinned(store.policies())).as("policies are kept").isEqualTo(pinning);
  }

  private static boolean isPinned(PathPolicies policies) {
    return policies.of(PINNED_FOLDER).hold() == Hold.PINNED;
  }

  /** After a fault a block may be gone, or a removal of the last moment undone. */
  private void forget() {
    removed.clear();
    pinned.clear();
  }

  private static void close(TieredStore closing) throws IOException {
    // What is being copied up is held by its thread for a moment.
    Awaitility.await().atMost(LIMIT).until(() -> closing.openHandles() == 0);
    closing.close();
    assertThat(closing.memory().used()).isZero();
    assertThat(closing.disk().used()).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else if (Files.exists(file) && !isLock(file)) {
        Files.copy(file, target);
      }
    }
  }

  /** Opening and closing a lock's file in the process that holds the lock would end it. */
  private static boolean isLock(Path file) {
    return Set.of("lock", "slots").contains(file.getFileName().toString());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.forEach(file -> files.add(0, file));
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Reads everything, then gives everything back. */
  @Override
  public void close() throws IOException {
    drain();
    letAllGo();
    drain();
    for (int block = 0; block < 40; block++) {
      try (BlockHandle handle = store.acquire(id(block))) {
        if (handle != null) {
          assertThat(StoresUnderTest.read(handle)).isEqualTo(bytes(block));
        }
      }
    }
    close(store);
    requireNoOpenFiles();
    delete(place());
  }

  private void requireNoOpenFiles() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return;
    }
    List<String> open = new ArrayList<>();
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path descriptor : all.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith(folder.toString())) {
            open.add(target);
          }
        }
      }
    }
    assertThat(open).as("files that are open after the close").isEmpty();
  }

  private static BlockId id(int block) {
    return StoresUnderTest.id(block);
  }

  private static byte[] bytes(int block) {
    return StoresUnderTest.bytes(block, 1 + (block * 3571 + 977) % (LONGEST - PAGE));
  }

  private static BlockOrigin origin(int block) {
    String folder = block < MAY_BE_PINNED ? PINNED_FOLDER : "mem://other/";
    return new BlockOrigin(folder + block, LONGEST);
  }
}
