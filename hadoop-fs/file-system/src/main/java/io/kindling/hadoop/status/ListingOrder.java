package io.kindling.hadoop.status;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files in the order in which a listing showed them, and whether a program opens them in that
 * order. Any thread; asked only for files that are not in the cache, or were brought there ahead.
 *
 * <p>Several tasks may go through one listing, each through a part of it; so there are some cursors
 * that each file opened moves or makes.
 */
public final class ListingOrder {

  /** Files in one order; a longer listing has several. */
  static final int MOST_FILES = 4096;

  /**
   * How far ahead of a cursor a file may be that moves it, and how far behind: threads overtake.
   */
  private static final int REACH = 16;

  /** Files opened near a cursor that show that its program goes on so. */
  private static final int ENOUGH = 3;

  private static final int MOST_CURSORS = 16;

  /** Files brought before it is looked whether they are of any use. */
  private static final int TRIAL = 64;

  /** Files in a row that were there already after which nothing is brought for a while. */
  private static final int WARM = 8;

  private final List<WeakReference<KnownFile>> files = new ArrayList<>();
  private final List<Cursor> cursors = new ArrayList<>();
  private int brought;
  private int used;
  private int there;
  private boolean off;
  private volatile boolean readThroughout;

  private static final class Cursor {
    int first;
    int at;
    int until;

    /** The last file that was answered by {@link ListingOrder#following}. */
    int following;

    int opened = 1;
    int window = 1;

    /** Whether at least every second file that was passed was opened. */
    boolean isInOrder() {
      return opened >= ENOUGH && 2 * opened > at - first;
    }
  }

  /** Takes in the next file of the listing; its place is the answer. */
  synchronized int add(KnownFile file) {
    files.add(new WeakReference<>(file));
    return files.size() - 1;
  }

  synchronized boolean isFull() {
    return files.size() >= MOST_FILES;
  }

  /**
   * A file was opened that was not in the cache, or would not have been.
   *
   * @param most files to have ahead of the program
   * @return those that it will open soon and that nobody has been told of yet
   */
  public synchronized List<KnownFile> opened(int index, boolean wasBrought, int most) {
    used += wasBrought ? 1 : 0;
    if (off) {
      return List.of();
    }
    if (brought >= TRIAL && used < brought / 4) {
      off = true;
      return List.of();
    }
    Cursor cursor = move(index);
    if (!cursor.isInOrder()) {
      return List.of();
    }
    cursor.window = Math.min(most, 2 * cursor.window);
    int end = Math.min(files.size(), cursor.at + 1 + cursor.window);
    List<KnownFile> next = new ArrayList<>();
    for (int i = Math.max(cursor.until, cursor.at + 1); i < end; i++) {
      KnownFile file = files.get(i).get();
      if (file != null) {
        next.add(file);
      }
    }
    cursor.until = Math.max(cursor.until, end);
    brought += next.size();
    return next;
  }

  /**
   * Who read a file from its start is about to be done with it.
   *
   * @return the file that is likely to be opened next; null when none is, or it was told before
   */
  public synchronized @Nullable KnownFile following(int index) {
    Cursor cursor = near(index);
    if (off || cursor == null || cursor.opened < 2) {
      return null;
    }
    int next = Math.max(cursor.at, cursor.following) + 1;
    if (next > cursor.at + REACH || next >= files.size()) {
      return null;
    }
    cursor.following = next;
    return files.get(next).get();
  }

  private @Nullable Cursor near(int index) {
    for (Cursor cursor : cursors) {
      if (Math.abs(index - cursor.at) <= REACH) {
        return cursor;
      }
    }
    return null;
  }

  private Cursor move(int index) {
    Cursor cursor = near(index);
    if (cursor != null) {
      cursor.first = Math.min(cursor.first, index);
      cursor.at = Math.max(cursor.at, index);
      cursor.opened++;
      cursors.remove(cursor);
      cursors.add(cursor);
      return cursor;
    }
    Cursor made = new Cursor();
    made.first = index;
    made.at = index;
    made.until = index + 1;
    if (cursors.size() == MOST_CURSORS) {
      cursors.remove(0);
    }
    cursors.add(made);
    return made;
  }

  /** A file was closed by who read all of it in order, or did not. */
  public void closed(boolean throughout) {
    readThroughout = throughout;
  }

  /** Whether the file that was closed last had been read from start to end. */
  public boolean isReadThroughout() {
    return readThroughout;
  }

  /** A file that was to be brought was in the cache already. */
  public synchronized void wasThere() {
    brought--;
    there++;
    if (there >= WARM) {
      cursors.clear();
      there = 0;
    }
  }

  /** A file was brought. */
  public synchronized void wasBrought() {
    there = 0;
  }

  /** The cache does not keep what is brought: nothing more is. */
  public synchronized void turnOff() {
    off = true;
  }
}
