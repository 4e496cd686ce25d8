package io.kindling.cache.owner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What an owner was told to forget, for those who keep statuses of their own and watch. Safe for
 * any number of threads.
 *
 * <p>A watcher asks for what came after the last change that it has acted upon, and waits for it.
 * By asking again it says that it has acted. Whoever makes a change waits until all watchers have
 * done so; a watcher that takes longer than the limit is struck off, and is told to forget
 * everything when it comes again. So a status that was changed is used by no watcher after the
 * change was acknowledged, but for one that is cut off and does not know it yet.
 */
public final class ChangeFeed {

  /** What a watcher names that has not heard anything yet. */
  public static final long NOTHING = -1;

  private static final int MOST_KEPT = 4_096;
  private static final int MOST_TOLD = 1_000;

  private final Deque<Numbered> recent = new ArrayDeque<>();
  private final Map<Watcher, Long> heard = new HashMap<>();
  private long last;

  /** A change for all watchers, with the user who made it. */
  synchronized long append(Collection<String> uris, Scope scope, String user) {
    if (!heard.isEmpty()) {
      for (String uri : uris) {
        last++;
        recent.addLast(new Numbered(last, user, new Change(uri, scope)));
      }
      while (recent.size() > MOST_KEPT) {
        recent.removeFirst();
      }
      notifyAll();
    }
    return last;
  }

  /** Waits until every watcher has acted upon a change; strikes off those that do not in time. */
  synchronized void awaitHeard(long number, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (heard.values().stream().anyMatch(known -> known < number)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        heard.values().removeIf(known -> known < number);
        return;
      }
      wait(left);
    }
  }

  /**
   * What was changed since.
   *
   * @param known the last change that the watcher has acted upon, or {@link #NOTHING}
   * @param patience how long to wait when there is nothing new
   */
  synchronized Changes since(Watcher watcher, String user, long known, Duration patience)
      throws InterruptedException {
    Long before = heard.get(watcher);
    if (before == null || known < before) {
      heard.put(watcher, last);
      return new Changes(last, true, List.of());
    }
    heard.put(watcher, known);
    notifyAll();
    long end = System.nanoTime() + patience.toNanos();
    while (last <= known) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return new Changes(known, false, List.of());
      }
      wait(left);
    }
    return after(known, user);
  }

  private Changes after(long known, String user) {
    List<Change> changes = new ArrayList<>();
    long number = known;
    if (recent.isEmpty() || recent.getFirst().number > known + 1) {
      return new Changes(last, true, List.of());
    }
    for (Numbered change : recent) {
      if (change.number <= known) {
        continue;
      }
      if (!change.user.equals(user)) {
        // The names of what others change are not for everybody.
        return new Changes(last, true, List.of());
      }
      changes.add(change.change);
      number = change.number;
      if (changes.size() == MOST_TOLD) {
        break;
      }
    }
    return new Changes(number, false, changes);
  }

  /** Nobody waits for this watcher any more. */
  synchronized void stop(Watcher watcher) {
    if (heard.remove(watcher) != null) {
      notifyAll();
    }
  }

  /** Nobody waits for the watchers of a JVM that is gone. */
  synchronized void sessionEnded(UUID session) {
    if (heard.keySet().removeIf(watcher -> watcher.session.equals(session))) {
      notifyAll();
    }
  }

  /**
   * Who watches.
   *
   * @param session of the JVM
   * @param number one for each watcher in it
   */
  public record Watcher(UUID session, long number) {}

  /** What a change is about. */
  public enum Scope {
    PATH,
    /** The path and all below it. */
    TREE
  }

  /** A path, as an URI, that is not what it was. */
  public record Change(String uri, Scope scope) {}

  /**
   * What a watcher is told.
   *
   * @param number to be named when it asks again
   * @param everything whether it has to forget all that it knows from this owner; there are no
   *     single changes then
   */
  public record Changes(long number, boolean everything, List<Change> changes) {

    public Changes {
      changes = List.copyOf(changes);
    }
  }

  private record Numbered(long number, String user, Change change) {}
}
