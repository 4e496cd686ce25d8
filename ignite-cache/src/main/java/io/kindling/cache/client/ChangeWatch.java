package io.kindling.cache.client;

import io.kindling.cache.client.Statuses.ChangeListener;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.ChangeFeed;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.thread.DaemonThreads;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from all owners what others change, on one thread for each owner. Of more owners than
 * {@value #MOST_THREADS}, several share a thread and are asked in turn, so that a change is heard
 * later, by up to the patience. Safe for any number of threads.
 */
final class ChangeWatch implements Closeable {

  static final int MOST_THREADS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(ChangeWatch.class);
  private static final AtomicLong COUNT = new AtomicLong();
  private static final Duration END = Duration.ofMillis(-1);
  private static final long PAUSE_MILLIS = 300;

  private final ReadPlanner planner;
  private final ChangeListener listener;
  private final Reader reader;
  private final long number = COUNT.incrementAndGet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(DaemonThreads.numbered("kindling-watch-" + number + "-"));
  private final AtomicInteger running = new AtomicInteger();
  private final CountDownLatch begun;
  private volatile boolean closed;

  private ChangeWatch(ReadPlanner planner, ChangeListener listener, Reader reader, int owners) {
    this.planner = planner;
    this.listener = listener;
    this.reader = reader;
    this.begun = new CountDownLatch(owners);
  }

  /** Returns when every owner has answered once, or is slow. */
  static ChangeWatch start(ReadPlanner planner, ChangeListener listener, Reader reader) {
    int owners = planner.owners().all().size();
    ChangeWatch watch = new ChangeWatch(planner, listener, reader, owners);
    watch.startThreads(Math.max(1, owners));
    try {
      boolean ignored =
          watch.begun.await(planner.watchPatience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return watch;
  }

  /** Starts threads until there are as many as owners; they stay. */
  private synchronized void startThreads(int owners) {
    while (!closed && running.get() < Math.min(owners, MOST_THREADS)) {
      int place = running.getAndIncrement();
      threads.execute(() -> watch(place));
    }
  }

  private void watch(int place) {
    Map<BlockOwner, Long> known = new HashMap<>();
    try {
      while (!closed) {
        List<BlockOwner> all = planner.owners().all();
        startThreads(all.size());
        List<BlockOwner> own = new ArrayList<>();
        for (int i = place; i < all.size(); i += MOST_THREADS) {
          own.add(all.get(i));
        }
        known.keySet().retainAll(own);
        if (own.isEmpty()) {
          Thread.sleep(PAUSE_MILLIS);
        }
        for (BlockOwner owner : own) {
          ask(owner, known, planner.watchPatience().dividedBy(own.size()));
        }
      }
      known.forEach(this::end);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(BlockOwner owner, Map<BlockOwner, Long> known, Duration patience)
      throws InterruptedException {
    try {
      long before = known.getOrDefault(owner, ChangeFeed.NOTHING);
      ChangeFeed.Changes changes = owner.statuses().changes(number, before, patience, reader);
      if (changes.everything()) {
        listener.changedAll();
      }
      for (ChangeFeed.Change change : changes.changes()) {
        switch (change.scope()) {
          case PATH -> listener.changed(change.uri());
          case TREE -> listener.changedTree(change.uri());
        }
      }
      known.put(owner, changes.number());
      if (before == ChangeFeed.NOTHING) {
        begun.countDown();
      }
    } catch (IOException | RuntimeException failed) {
      if (known.remove(owner) != null && !closed) {
        LOG.debug("{} cannot be watched for changes", owner.describe(), failed);
        listener.changedAll();
      }
      if (!closed) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private void end(BlockOwner owner, long known) {
    try {
      var ignored = owner.statuses().changes(number, known, END, reader);
    } catch (IOException gone) {
      LOG.debug("{} was not told that nobody watches any more", owner.describe(), gone);
    }
  }

  /** Returns at once; the threads end when the owners have answered what they were asked. */
  @Override
  public synchronized void close() {
    closed = true;
    threads.shutdown();
  }
}
