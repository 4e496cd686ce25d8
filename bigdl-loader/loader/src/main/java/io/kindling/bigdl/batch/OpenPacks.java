package io.kindling.bigdl.batch;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The packs that are open, of which each is opened by one thread while others that want it wait. So
 * many stay open when nobody uses them, those used last. Any thread.
 */
final class OpenPacks implements AutoCloseable {

  private final PackOpener opener;
  private int most;
  private final Map<Integer, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

  /**
   * Packs that an opener opens.
   *
   * @param most packs kept open while nobody uses them
   */
  OpenPacks(PackOpener opener, int most) {
    this.opener = opener;
    this.most = most;
  }

  /**
   * Gives a pack to the caller until {@link #release}.
   *
   * @throws IOException what opening it failed with; the next caller tries again
   */
  OpenPack acquire(int number) throws IOException {
    return acquire(number, opener);
  }

  /** As {@link #acquire(int)}, by an opener of the caller's own if the pack is not open. */
  OpenPack acquire(int number, PackOpener by) throws IOException {
    Entry entry;
    boolean opens;
    synchronized (entries) {
      Entry known = entries.get(number);
      opens = known == null;
      entry = known == null ? new Entry() : known;
      if (opens) {
        entries.put(number, entry);
      }
      entry.users++;
    }
    if (opens) {
      open(number, entry, by);
    }
    try {
      return entry.pack.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw failed;
    }
  }

  /** Begins to open some packs one after the other, to be acquired by what it opens. */
  PackOpener.Run run() {
    return opener.run();
  }

  private void open(int number, Entry entry, PackOpener by) {
    try {
      entry.pack.complete(by.open(number));
    } catch (IOException | RuntimeException | Error failed) {
      synchronized (entries) {
        entries.remove(number);
      }
      entry.pack.completeExceptionally(failed);
    }
  }

  /** Takes a pack back that {@link #acquire} gave. */
  void release(int number) {
    synchronized (entries) {
      Entry entry = entries.get(number);
      if (entry == null) {
        throw new IllegalStateException("pack " + number + " is not open");
      }
      entry.users--;
      closeBeyond();
    }
  }

  private void closeBeyond() {
    synchronized (entries) {
      Iterator<Entry> eldestFirst = entries.values().iterator();
      while (entries.size() > most && eldestFirst.hasNext()) {
        Entry eldest = eldestFirst.next();
        if (eldest.users == 0) {
          eldestFirst.remove();
          eldest.pack.join().close();
        }
      }
    }
  }

  /** Packs that are open now. */
  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /** Closes what nobody uses, and keeps nothing open any more that nobody uses. */
  @Override
  public void close() {
    synchronized (entries) {
      most = 0;
      closeBeyond();
    }
  }

  /** A pack, open or being opened. */
  private static final class Entry {
    final CompletableFuture<OpenPack> pack = new CompletableFuture<>();
    int users;
  }
}
