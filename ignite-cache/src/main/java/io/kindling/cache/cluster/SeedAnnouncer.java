package io.kindling.cache.cluster;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.cache.transfer.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's registry announced in a {@link SeedDirectory}, and knows the registries that are
 * there: the list is read every few seconds by a thread of its own, so that asking for it never
 * waits for the directory. A directory that cannot be read leaves the last list in place.
 */
public final class SeedAnnouncer implements Supplier<List<Endpoint>>, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SeedAnnouncer.class);

  /** Each is told by every node that it lives; more make a cluster no safer. */
  private static final int MOST_REGISTRIES = 3;

  private static final long LIST_SECONDS = 2;

  private final SeedDirectory directory;
  private final SeedDirectory.Announcement self;
  private volatile List<Endpoint> registries;
  private long announced;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-seed-directory"));

  private SeedAnnouncer(SeedDirectory directory, SeedDirectory.Announcement self)
      throws IOException {
    this.directory = directory;
    this.self = self;
    announce();
    this.registries = list();
  }

  /**
   * Announces a registry.
   *
   * @param name of the node, different from all others'
   * @throws IOException when the directory cannot be written or read
   */
  public static SeedAnnouncer start(SeedDirectory directory, String name, Endpoint registry)
      throws IOException {
    SeedAnnouncer announcer =
        new SeedAnnouncer(
            directory, new SeedDirectory.Announcement(name, registry, System.currentTimeMillis()));
    var ignored =
        announcer.worker.scheduleWithFixedDelay(
            announcer::refresh, LIST_SECONDS, LIST_SECONDS, TimeUnit.SECONDS);
    return announcer;
  }

  private void announce() throws IOException {
    directory.announce(self);
    announced = System.nanoTime();
  }

  private List<Endpoint> list() throws IOException {
    return directory.list().stream()
        .limit(MOST_REGISTRIES)
        .map(SeedDirectory.Announcement::registry)
        .toList();
  }

  private void refresh() {
    try {
      if (System.nanoTime() - announced > SeedDirectory.PERIOD.toNanos()) {
        announce();
      }
      registries = list();
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn("the seed directory cannot be used now: {}", unreadable.toString());
    }
  }

  /** The registries that decide, in their order. */
  @Override
  public List<Endpoint> get() {
    return registries;
  }

  /** Ends the announcement. */
  @Override
  public void close() throws IOException {
    worker.shutdownNow();
    directory.remove(self.name());
  }
}
