package io.kindling.cache.client;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.owner.StatusOwner;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.ListingTable;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Statuses} kept by the owners of the files' first groups. */
final class OwnerStatuses implements Statuses {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerStatuses.class);
  private static final GroupId ANY = new GroupId(new FileKey(0, 0), 0);

  private final ReadPlanner planner;
  private final Forgetting forgetting;

  OwnerStatuses(ReadPlanner planner) {
    this.planner = planner;
    this.forgetting = new Forgetting(planner);
  }

  @Override
  public boolean shared() {
    return planner.owners().node(ANY) != null;
  }

  @Override
  public Status open(String uri, Duration freshness, String user, StatusSource source, int most)
      throws IOException {
    Reader reader = reader(user);
    BlockOwner owner = freshness.isZero() ? null : owner(uri);
    StatusOwner.KnownStatus known = owner == null ? null : ask(owner, uri, freshness, most, reader);
    if (known == null) {
      return asked(owner, uri, source, reader);
    }
    if (known.refresh() == StatusTable.Refresh.DUE) {
      boolean ignored = BackgroundFetches.start(() -> refresh(uri, source, reader));
    }
    return new Status(known.entry(), known.askedNanos(), known.held(), known.content());
  }

  /** What is held here is not copied: a read finds it as fast. */
  private StatusOwner.@Nullable KnownStatus ask(
      BlockOwner owner, String uri, Duration freshness, int most, Reader reader)
      throws IOException {
    try {
      return owner.statuses().status(uri, freshness, owner.isLocal() ? 0 : most, reader);
    } catch (OwnerUnavailableException unavailable) {
      note("asking for the status of " + uri, owner, unavailable);
      return null;
    }
  }

  /**
   * Asks the source.
   *
   * @param expecting who expects to be told, because it was asked first
   */
  private Status asked(
      @Nullable BlockOwner expecting, String uri, StatusSource source, Reader reader)
      throws IOException {
    long askedNanos = System.nanoTime();
    FileStatusEntry entry;
    try {
      entry = source.ask(uri);
    } catch (IOException | RuntimeException failed) {
      if (expecting != null) {
        tell(expecting, statuses -> statuses.giveUp(uri, reader), "giving up " + uri);
      }
      throw failed;
    }
    publish(entry, askedNanos, reader);
    return new Status(entry, askedNanos, new BitSet(), null);
  }

  private void refresh(String uri, StatusSource source, Reader reader) {
    try {
      Status ignored = asked(null, uri, source, reader);
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
    tell(
        owner(status.uri()),
        statuses -> statuses.publish(status, askedNanos, reader),
        "publishing " + status.uri());
  }

  @Override
  public void publishListed(List<FileStatusEntry> entries, long askedNanos, String user)
      throws IOException {
    Reader reader = reader(user);
    for (Map.Entry<BlockOwner, List<FileStatusEntry>> part :
        byOwner(entries, FileStatusEntry::uri).entrySet()) {
      for (StatusPage page : StatusPage.cut(part.getValue())) {
        tell(
            part.getKey(),
            statuses -> statuses.publishListed(page, askedNanos, reader),
            "publishing a listing");
      }
    }
  }

  @Override
  public void forget(Collection<String> uris, String user) throws IOException {
    Reader reader = reader(user);
    for (Map.Entry<BlockOwner, List<String>> part : byOwner(uris, uri -> uri).entrySet()) {
      forgetting.forget(part.getKey(), part.getValue(), reader);
    }
  }

  @Override
  public void forgetTree(String uri, String user) throws IOException {
    forgetting.forgetTree(uri, reader(user));
  }

  private <T> Map<BlockOwner, List<T>> byOwner(Collection<T> things, Function<T, String> uri) {
    Map<BlockOwner, List<T>> parts = new HashMap<>();
    for (T thing : things) {
      BlockOwner owner = owner(uri.apply(thing));
      if (owner != null) {
        parts.computeIfAbsent(owner, key -> new ArrayList<>()).add(thing);
      }
    }
    return parts;
  }

  @Override
  public void publishPage(
      String folder, long listing, int number, StatusPage page, long askedNanos, String user)
      throws IOException {
    Reader reader = reader(user);
    tell(
        owner(folder),
        statuses -> statuses.publishPage(folder, listing, number, page, askedNanos, reader),
        "publishing the listing of " + folder);
  }

  @Override
  public @Nullable Listed listing(String folder, Duration freshness, String user)
      throws IOException {
    BlockOwner owner = freshness.isZero() ? null : owner(folder);
    if (owner == null) {
      return null;
    }
    List<FileStatusEntry> entries = new ArrayList<>();
    long listing = ListingTable.ANY;
    try {
      for (int number = 0; ; number++) {
        StatusOwner.ListedPage page =
            owner.statuses().listing(folder, number, listing, freshness, reader(user));
        if (page == null) {
          return null;
        }
        entries.addAll(page.page().entries());
        if (page.page().position() == StatusPage.Position.LAST) {
          return new Listed(entries, page.askedNanos());
        }
        listing = page.listing();
      }
    } catch (OwnerUnavailableException unavailable) {
      note("asking for the listing of " + folder, owner, unavailable);
      return null;
    }
  }

  @Override
  public Closeable watch(ChangeListener listener, String user) {
    return ChangeWatch.start(planner, listener, reader(user));
  }

  private void tell(@Nullable BlockOwner owner, Telling telling, String what) throws IOException {
    if (owner == null) {
      return;
    }
    try {
      telling.tell(owner.statuses());
    } catch (OwnerUnavailableException unavailable) {
      note(what, owner, unavailable);
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
