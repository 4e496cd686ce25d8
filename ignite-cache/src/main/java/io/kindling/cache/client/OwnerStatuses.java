package io.kindling.cache.client;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.owner.StatusOwner;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Statuses} kept by the owners of the files' first groups. */
final class OwnerStatuses implements Statuses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerStatuses.class);

  private final ReadPlanner planner;

  OwnerStatuses(ReadPlanner planner) {
    this.planner = planner;
  }

  @Override
  public Status open(
      String uri, Duration freshness, String user, StatusSource source, ByteBuffer target)
      throws IOException {
    Reader reader = reader(user);
    StatusOwner.KnownStatus known = freshness.isZero() ? null : ask(uri, freshness, target, reader);
    if (known == null) {
      return asked(uri, source, reader);
    }
    if (known.refresh() == StatusTable.Refresh.DUE) {
      boolean ignored = BackgroundFetches.start(() -> refresh(uri, source, reader));
    }
    return new Status(known.entry(), known.askedNanos(), known.held());
  }

  private StatusOwner.@Nullable KnownStatus ask(
      String uri, Duration freshness, ByteBuffer target, Reader reader) throws IOException {
    BlockOwner owner = owner(uri);
    if (owner == null) {
      return null;
    }
    int start = target.position();
    try {
      StatusOwner.KnownStatus known = owner.statuses().status(uri, freshness, target, reader);
      int count = target.position() - start;
      planner.counters().add(Metric.REQUESTED_BYTES, count);
      planner.counters().add(owner.isLocal() ? Metric.MEMORY_BYTES : Metric.PEER_BYTES, count);
      return known;
    } catch (OwnerUnavailableException unavailable) {
      target.position(start);
      note("asking for the status of " + uri, owner, unavailable);
      return null;
    }
  }

  private Status asked(String uri, StatusSource source, Reader reader) throws IOException {
    long askedNanos = System.nanoTime();
    FileStatusEntry entry = source.ask(uri);
    publish(entry, askedNanos, reader);
    return new Status(entry, askedNanos, new BitSet());
  }

  private void refresh(String uri, StatusSource source, Reader reader) {
    try {
      Status ignored = asked(uri, source, reader);
      planner.counters().increment(Metric.STATUSES_REFRESHED);
    } catch (IOException | RuntimeException failed) {
      planner.counters().increment(Metric.BACKGROUND_FAILURES);
      LOG.debug("the status of {} could not be refreshed", uri, failed);
    }
  }

  @Override
  public void publish(FileStatusEntry status, long askedNanos, String user) throws IOException {
    publish(status, askedNanos, reader(user));
  }

  private void publish(FileStatusEntry status, long askedNanos, Reader reader) throws IOException {
    tell(status.uri(), statuses -> statuses.publish(status, askedNanos, reader), "publishing");
  }

  @Override
  public void forget(String uri, String user) throws IOException {
    tell(uri, statuses -> statuses.forget(uri, reader(user)), "forgetting");
  }

  @Override
  public void publishListing(
      String folder, List<FileStatusEntry> entries, long askedNanos, String user)
      throws IOException {
    List<StatusPage> pages = StatusPage.cut(entries);
    tell(
        folder,
        statuses -> statuses.publishListing(folder, pages, askedNanos, reader(user)),
        "publishing the listing of");
  }

  @Override
  public @Nullable StatusPage listing(String folder, int page, Duration freshness, String user)
      throws IOException {
    BlockOwner owner = freshness.isZero() ? null : owner(folder);
    if (owner == null) {
      return null;
    }
    try {
      return owner.statuses().listing(folder, page, freshness, reader(user));
    } catch (OwnerUnavailableException unavailable) {
      note("asking for the listing of " + folder, owner, unavailable);
      return null;
    }
  }

  private void tell(String uri, Telling telling, String what) throws IOException {
    BlockOwner owner = owner(uri);
    if (owner == null) {
      return;
    }
    try {
      telling.tell(owner.statuses());
    } catch (OwnerUnavailableException unavailable) {
      note(what + " " + uri, owner, unavailable);
    }
  }

  private void note(String what, BlockOwner owner, OwnerUnavailableException unavailable)
      throws IOException {
    planner.faults().note(Metric.PEER_FAILURES, what + " at " + owner.describe(), unavailable);
  }

  private @Nullable BlockOwner owner(String uri) {
    return planner.owners().owner(new GroupId(FileKey.of(uri), 0), 0);
  }

  private Reader reader(String user) {
    return new Reader(user, planner.session(), Reader.Proof.NONE);
  }

  /** Something to tell an owner. */
  @FunctionalInterface
  private interface Telling {
    void tell(StatusOwner statuses) throws IOException;
  }
}
