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
  private final int most;
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
      open(number, entry);
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

  private void open(int number, Entry entry) {
    try {
      entry.pack.complete(opener.open(number));
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
    }
    closeBeyond(most);
  }

  private void closeBeyond(int limit) {
    synchronized (entries) {
      Iterator<Entry> eldestFirst = entries.values().iterator();
      while (entries.size() > limit && eldestFirst.hasNext()) {
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

  /** Closes what nobody uses. */
  @Override
  public void close() {
    closeBeyond(0);
  }

  /** A pack, open or being opened. */
  private static final class Entry {
    final CompletableFuture<OpenPack> pack = new CompletableFuture<>();
    int users;
  }
}
