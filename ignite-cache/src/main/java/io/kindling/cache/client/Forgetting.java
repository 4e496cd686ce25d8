package io.kindling.cache.client;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells owners that something was changed. It returns when those that can be asked know, and goes
 * on trying with the others for a minute: what such an owner holds is believed for its freshness at
 * most. Any thread.
 */
final class Forgetting {

  private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

  /** Paths in one message. */
  private static final int MOST_PATHS = 1_000;

  /** Owners told one after the other; more are told at the same time. */
  private static final int FEW_OWNERS = 2;

  private static final int MOST_ATTEMPTS = 60;
  private static final long PAUSE_MILLIS = 1_000;

  private static final ScheduledExecutorService LATER =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-forget"));

  private final ReadPlanner planner;

  Forgetting(ReadPlanner planner) {
    this.planner = planner;
  }

  /** Tells one owner about paths that it keeps. */
  void forget(BlockOwner owner, List<String> uris, Reader reader) throws IOException {
    for (int from = 0; from < uris.size(); from += MOST_PATHS) {
      List<String> part = uris.subList(from, Math.min(uris.size(), from + MOST_PATHS));
      tell(owner, to -> to.statuses().forget(part, reader), "forgetting " + part.get(0));
    }
  }

  /** Tells all owners about a path and all below it. */
  void forgetTree(String uri, Reader reader) throws IOException {
    List<BlockOwner> owners = planner.owners().all();
    Message message = to -> to.statuses().forgetTree(uri, reader);
    String what = "forgetting all below " + uri;
    if (owners.size() <= FEW_OWNERS) {
      for (BlockOwner owner : owners) {
        tell(owner, message, what);
      }
      return;
    }
    List<CompletableFuture<Void>> told =
        owners.stream().map(to -> begin(to, message, what)).toList();
    for (CompletableFuture<Void> one : told) {
      try {
        one.join();
      } catch (java.util.concurrent.CompletionException failed) {
        throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
      }
    }
  }

  private CompletableFuture<Void> begin(BlockOwner owner, Message message, String what) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    Runnable work =
        () -> {
          try {
            tell(owner, message, what);
            told.complete(null);
          } catch (IOException | RuntimeException failed) {
            told.completeExceptionally(failed);
          }
        };
    if (!BackgroundFetches.start(work)) {
      work.run();
    }
    return told;
  }

  private void tell(BlockOwner owner, Message message, String what) throws IOException {
    try {
      message.tell(owner);
    } catch (OwnerUnavailableException unavailable) {
      later(owner, message, what, 1);
      planner.faults().note(Metric.PEER_FAILURES, what + " at " + owner.describe(), unavailable);
    }
  }

  private void later(BlockOwner owner, Message message, String what, int attempt) {
    var ignored =
        LATER.schedule(
            () -> again(owner, message, what, attempt), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void again(BlockOwner owner, Message message, String what, int attempt) {
    try {
      // Who is no owner any more is not asked either.
      if (planner.owners().all().contains(owner)) {
        message.tell(owner);
      }
    } catch (OwnerUnavailableException unavailable) {
      if (attempt < MOST_ATTEMPTS) {
        later(owner, message, what, attempt + 1);
      } else {
        LOG.warn("{} was given up at {}: {}", what, owner.describe(), unavailable.getMessage());
      }
    } catch (IOException | RuntimeException failed) {
      planner.counters().increment(Metric.BACKGROUND_FAILURES);
      LOG.debug("{} failed at {}", what, owner.describe(), failed);
    }
  }

  /** What an owner is told. */
  @FunctionalInterface
  private interface Message {
    void tell(BlockOwner owner) throws IOException;
  }
}
