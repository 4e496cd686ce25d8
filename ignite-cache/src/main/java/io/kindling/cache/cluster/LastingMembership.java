package io.kindling.cache.cluster;

import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.cache.transfer.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A storage node's place in its cluster for as long as it wants one. When a stay ends from inside
 * ({@link MembershipListener#lost}) the next one begins after a pause, which grows while the
 * cluster cannot be entered. What the node says about itself, its identity above all, is the same
 * in every stay, so it owns again what it owned. Safe for any number of threads.
 */
public final class LastingMembership implements Closeable {

  /** Members that were cut off together do not all come back in the same moment. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(LastingMembership.class);

  private final Supplier<Membership> stays;
  private final Supplier<Collection<InetSocketAddress>> seeds;
  private final MembershipListener listener;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-membership-return"));
  private volatile boolean closed;
  private volatile @Nullable Membership stay;
  private Duration pause = FIRST_PAUSE;

  /**
   * A place that is taken with {@link #start}.
   *
   * @param stays makes the membership for the next stay
   * @param seeds where to look for the cluster now
   * @param listener told of every table of every stay, and of the end of each stay from inside
   */
  public LastingMembership(
      Supplier<Membership> stays,
      Supplier<Collection<InetSocketAddress>> seeds,
      MembershipListener listener) {
    this.stays = stays;
    this.seeds = seeds;
    this.listener = listener;
  }

  /**
   * A place in the cluster that the seed registries name.
   *
   * @param registries those there are when a stay begins; none: the node founds a cluster
   * @param settings of each stay
   * @param patience with a registry that does not answer
   */
  public static LastingMembership by(
      Supplier<List<Endpoint>> registries,
      MembershipSettings settings,
      Duration patience,
      MembershipListener listener) {
    return new LastingMembership(
        () ->
            registries.get().isEmpty()
                ? new IgniteMembership(settings)
                : new RegistryMembership(settings, patience, registries),
        () ->
            registries.get().stream()
                .map(registry -> new InetSocketAddress(registry.host(), registry.port()))
                .toList(),
        listener);
  }

  /**
   * Enters the cluster for the first time.
   *
   * @throws IOException when that fails; it is not tried again then
   */
  public void start() throws IOException {
    enter();
  }

  private void enter() throws IOException {
    Membership next = stays.get();
    stay = next;
    if (closed) {
      next.close();
      throw new IOException("closed");
    }
    next.addListener(new Follower(next));
    next.start(seeds.get());
  }

  private synchronized void comeBackLater(Membership ended) {
    // With some chance, for the sake of those who were cut off with this node.
    long millis = pause.toMillis() + ThreadLocalRandom.current().nextLong(pause.toMillis());
    pause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    try {
      var ignored = worker.schedule(() -> comeBack(ended), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ending) {
      LOG.debug("closed while out of the cluster");
    }
  }

  private void comeBack(Membership ended) {
    ended.close();
    if (closed) {
      return;
    }
    try {
      enter();
      rested();
    } catch (IOException | RuntimeException failed) {
      if (!closed) {
        LOG.warn("still out of the cluster, trying again: {}", failed.getMessage());
        comeBackLater(ended);
      }
    }
  }

  private synchronized void rested() {
    pause = FIRST_PAUSE;
  }

  /** The cluster's nodes as of the present stay; empty between two stays. */
  public OwnerTable table() {
    Membership now = stay;
    return now == null || now.state() != Membership.State.MEMBER ? OwnerTable.EMPTY : now.table();
  }

  /** Whether this node is in a cluster now. */
  public boolean isMember() {
    Membership now = stay;
    return now != null && now.state() == Membership.State.MEMBER;
  }

  /** Leaves the cluster for good. Further calls do nothing. */
  @Override
  public void close() {
    closed = true;
    worker.shutdownNow();
    Membership now = stay;
    if (now != null) {
      now.close();
    }
  }

  /** Follows one stay; what a stay says that has ended counts no more. */
  private final class Follower implements MembershipListener {

    private final Membership followed;

    Follower(Membership followed) {
      this.followed = followed;
    }

    @Override
    public void changed(OwnerTable table) {
      if (followed.equals(stay)) {
        listener.changed(table);
      }
    }

    @Override
    public void lost(String reason) {
      if (followed.equals(stay) && !closed) {
        listener.lost(reason);
        comeBackLater(followed);
      }
    }
  }
}
