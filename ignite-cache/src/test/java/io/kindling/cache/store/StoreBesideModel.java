package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metrics;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A store beside a map of byte arrays that keeps its own accounts of pages and of the order of use.
 * Each step is done to both, and both must answer alike.
 */
final class StoreBesideModel {

  private static final int PAGE = PageAllocator.PAGE_SIZE;

  /** What may be done in a step. */
  enum Act {
    PUT,
    START,
    FINISH,
    ABANDON,
    READ,
    HOLD,
    LET_GO,
    REMOVE
  }

  /** One step; what the numbers mean depends on the act. */
  record Step(Act act, int block, int length, int fraction) {}

  /** A block's bytes and those who hold it. */
  private static final class Content {
    final byte[] bytes;
    int handles;
    boolean detached;

    Content(byte[] bytes) {
      this.bytes = bytes;
    }

    int pages() {
      return PageAllocator.pagesFor(bytes.length);
    }
  }

  private record Held(BlockHandle handle, Content content) {}

  private record Filling(BlockId id, BlockWriter writer, Content content) {}

  private final int capacity;
  private final SegmentStore store;
  private final LinkedHashMap<BlockId, Content> model = new LinkedHashMap<>();
  private final Deque<Held> handles = new ArrayDeque<>();
  private final Deque<Filling> writers = new ArrayDeque<>();
  private int detached;
  private int puts;

  /** A store of {@code capacity} pages in segments of {@code segment} pages. */
  StoreBesideModel(int capacity, int segment) {
    this.capacity = capacity;
    this.store = SegmentStore.open((long) capacity * PAGE, segment * PAGE, new Metrics());
  }

  /** Fails unless store and model agree in everything that can be seen. */
  void requireAgreement() {
    store.checkInvariants();
    assertThat(store.used()).isEqualTo((long) used() * PAGE);
    assertThat(store.evictionOrder()).containsExactlyElementsOf(model.keySet());
    assertThat(store.openHandles()).isEqualTo(handles.size());
    assertThat(store.openWriters()).isEqualTo(writers.size());
  }

  /** Reads all blocks, then gives everything back and closes the store. */
  void finish() {
    for (Map.Entry<BlockId, Content> entry : model.entrySet()) {
      assertThat(StoresUnderTest.read(store, entry.getKey())).isEqualTo(entry.getValue().bytes);
    }
    while (!handles.isEmpty()) {
      letGo();
    }
    while (!writers.isEmpty()) {
      abandon();
    }
    StoresUnderTest.requireClean(store);
  }

  void take(Step step) throws Exception {
    BlockId id = StoresUnderTest.id(step.block);
    switch (step.act) {
      case PUT -> {
        if (start(id, step.length)) {
          writers.addFirst(writers.removeLast());
          publish(step.fraction);
        }
      }
      case START -> start(id, step.length);
      case FINISH -> {
        if (!writers.isEmpty()) {
          publish(step.fraction);
        }
      }
      case ABANDON -> {
        if (!writers.isEmpty()) {
          abandon();
        }
      }
      case READ -> read(id, step.fraction);
      case HOLD -> hold(id);
      case LET_GO -> {
        if (!handles.isEmpty()) {
          letGo();
        }
      }
      case REMOVE -> remove(id);
    }
  }

  private boolean start(BlockId id, int length) {
    boolean fits = makeRoom(PageAllocator.pagesFor(length));
    try {
      BlockWriter writer = store.reserve(id, length);
      assertThat(fits).isTrue();
      Content content = new Content(StoresUnderTest.bytes(++puts, length));
      detached += content.pages();
      writers.addLast(new Filling(id, writer, content));
      return true;
    } catch (StoreFullException full) {
      assertThat(fits).as(full.getMessage()).isFalse();
      return false;
    }
  }

  private void publish(int fraction) {
    Filling filling = writers.removeFirst();
    byte[] bytes = filling.content.bytes;
    int first = bytes.length * fraction / 100;
    filling.writer.write(bytes, 0, first);
    filling.writer.write(ByteBuffer.wrap(bytes, first, bytes.length - first));
    Content winner = model.get(filling.id);
    detached -= filling.content.pages();
    if (winner == null) {
      winner = filling.content;
      model.put(filling.id, winner);
    } else {
      use(filling.id);
    }
    try (BlockHandle handle = filling.writer.publish()) {
      assertThat(StoresUnderTest.read(handle)).isEqualTo(winner.bytes);
    }
  }

  private void abandon() {
    Filling filling = writers.removeFirst();
    filling.writer.close();
    detached -= filling.content.pages();
  }

  private void read(BlockId id, int fraction) throws Exception {
    Content content = model.get(id);
    try (BlockHandle handle = store.acquire(id)) {
      if (content == null) {
        assertThat(handle).isNull();
        return;
      }
      use(id);
      int from = content.bytes.length * fraction / 100;
      int to = from + (content.bytes.length - from) * (100 - fraction) / 100;
      byte[] target = new byte[to - from];
      handle.copyTo(from, target, 0, target.length);
      assertThat(target).isEqualTo(Arrays.copyOfRange(content.bytes, from, to));
      handle.verify();
    }
  }

  private void hold(BlockId id) {
    BlockHandle handle = store.acquire(id);
    Content content = model.get(id);
    assertThat(handle == null).isEqualTo(content == null);
    if (content != null) {
      use(id);
      content.handles++;
      handles.addLast(new Held(handle, content));
    }
  }

  private void letGo() {
    Held held = handles.removeFirst();
    assertThat(StoresUnderTest.read(held.handle)).isEqualTo(held.content.bytes);
    held.handle.close();
    held.content.handles--;
    if (held.content.detached && held.content.handles == 0) {
      detached -= held.content.pages();
    }
  }

  private void remove(BlockId id) {
    Content content = model.remove(id);
    assertThat(store.remove(id)).isEqualTo(content != null);
    if (content != null && content.handles > 0) {
      content.detached = true;
      detached += content.pages();
    }
  }

  private int used() {
    return detached + model.values().stream().mapToInt(Content::pages).sum();
  }

  private void use(BlockId id) {
    Content content = model.remove(id);
    model.put(id, content);
  }

  /** Makes room as the store should; false when there is none. */
  private boolean makeRoom(int pages) {
    if (pages > capacity - detached) {
      return false;
    }
    for (BlockId id : List.copyOf(model.keySet())) {
      if (capacity - used() >= pages) {
        break;
      }
      if (model.get(id).handles > 0) {
        use(id);
      } else {
        model.remove(id);
      }
    }
    return capacity - used() >= pages;
  }
}
