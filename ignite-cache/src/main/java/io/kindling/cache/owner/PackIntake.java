package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.policy.Admission;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.NotAdmittedException;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts packs that were made under leases into the store, each as a whole, and takes useless ones
 * out. Safe for any thread.
 */
final class PackIntake {

  /** How long nobody is asked to hand over a pack that was not kept. */
  private static final Duration REFUSAL = Duration.ofSeconds(5);

  /** As long as former owners are asked. */
  private static final Duration MISTRUST = Duration.ofMinutes(10);

  private static final long MOST_REMEMBERED = 10_000;

  private final BlockStore store;
  private final BlockLayout layout;
  private final LeaseTable leases;
  private final KnownVersions versions;
  private final Consumer<BlockId> came;
  private final Metrics metrics;
  private final PackedSources packed;
  private final Cache<VersionKey, Boolean> refused = remembering(REFUSAL);
  private final Cache<VersionKey, Boolean> dropped = remembering(MISTRUST);

  /** Held while blocks of a pack become visible or are dropped, so that makings do not mix. */
  private final Object publishing = new Object();

  /**
   * An intake.
   *
   * @param came told of each block that is there for others to see
   */
  PackIntake(
      BlockStore store,
      BlockLayout layout,
      LeaseTable leases,
      KnownVersions versions,
      Consumer<BlockId> came,
      Metrics metrics) {
    this.store = store;
    this.layout = layout;
    this.leases = leases;
    this.versions = versions;
    this.came = came;
    this.metrics = metrics;
    this.packed = new PackedSources(store, layout);
  }

  private static Cache<VersionKey, Boolean> remembering(Duration time) {
    return Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(time).build();
  }

  /** Whether the pack was not kept a moment ago. */
  boolean hasRefused(PackBlocks pack) {
    return refused.getIfPresent(pack.version()) != null;
  }

  /** Whether the pack was of no use lately; then what a former owner has of it is not either. */
  boolean hasDropped(PackBlocks pack) {
    return dropped.getIfPresent(pack.version()) != null;
  }

  /** As {@link LocalPacks#put}. */
  void take(
      long token,
      PackBlocks pack,
      int length,
      int @Nullable [] checksums,
      LocalPacks.Filler filler,
      BlockOrigin origin)
      throws IOException {
    List<BlockWriter> writers = new ArrayList<>(pack.most());
    try {
      requireLease(token, pack);
      reserve(pack, length, origin, writers);
      versions.note(pack.block(writers.size() - 1), origin);
      for (BlockWriter writer : writers) {
        filler.fill(writer);
        leases.progress(token);
      }
      publish(token, pack, writers, checksums);
      packed.note(pack);
    } finally {
      writers.forEach(BlockWriter::close);
      leases.abandon(token);
    }
  }

  private void requireLease(long token, PackBlocks pack) throws StoreFullException {
    if (!leases.covers(token, pack.block(0))) {
      metrics.increment(Metric.FENCED_PUTS);
      throw new StoreFullException("the lease on " + pack.block(0) + " was taken back");
    }
    leases.progress(token);
  }

  /** Room for the whole pack or for nothing of it. */
  private void reserve(PackBlocks pack, int length, BlockOrigin origin, List<BlockWriter> writers)
      throws StoreFullException {
    int count = layout.blocks(length);
    if (length < 1 || count > pack.most()) {
      throw new StoreFullException(
          "%d bytes of a pack of at most %d blocks".formatted(length, pack.most()));
    }
    NotAdmittedException notAdmitted = null;
    for (int number = 0; number < count; number++) {
      try {
        writers.add(store.reserve(pack.block(number), layout.length(number, length), origin));
      } catch (NotAdmittedException refusal) {
        // Where the second touch counts, this is the first one of all blocks.
        notAdmitted = refusal;
      } catch (StoreFullException full) {
        refused.put(pack.version(), Boolean.TRUE);
        throw full;
      }
    }
    if (notAdmitted != null) {
      Admission admission = store.policies().of(origin.uri()).admission();
      if (admission.touch() != Admission.Touch.SECOND) {
        refused.put(pack.version(), Boolean.TRUE);
      }
      throw notAdmitted;
    }
  }

  /** Makes a pack visible: its first block last, and all of them held until then. */
  private void publish(
      long token, PackBlocks pack, List<BlockWriter> writers, int @Nullable [] checksums)
      throws IOException {
    List<BlockHandle> published = new ArrayList<>(writers.size());
    try {
      synchronized (publishing) {
        requireLease(token, pack);
        if (store.contains(pack.block(0))) {
          return;
        }
        drop(pack);
        for (int number = writers.size() - 1; number >= 0; number--) {
          BlockWriter writer = writers.get(number);
          published.add(checksums == null ? writer.publish() : writer.publish(checksums[number]));
        }
        leases.complete(token, pack.block(0));
      }
      for (int number = writers.size() - 1; number >= 0; number--) {
        came.accept(pack.block(number));
      }
    } finally {
      published.forEach(BlockHandle::close);
    }
  }

  /** As {@link LocalPacks#discard}. */
  void discard(PackBlocks pack, int checksum) {
    synchronized (publishing) {
      try (BlockHandle first = store.acquire(pack.block(0))) {
        if (first == null || first.checksum() != checksum) {
          return;
        }
      }
      drop(pack);
      dropped.put(pack.version(), Boolean.TRUE);
    }
    metrics.increment(Metric.PACKS_DROPPED);
  }

  private void drop(PackBlocks pack) {
    for (int number = 0; number < pack.most(); number++) {
      BlockId id = pack.block(number);
      boolean ignored = store.contains(id) && store.remove(id);
    }
  }
}
