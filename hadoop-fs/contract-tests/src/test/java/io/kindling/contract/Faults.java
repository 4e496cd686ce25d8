package io.kindling.contract;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;

/**
 * What goes wrong in the faulty stores of tests. Hadoop makes the instances of file systems, so
 * they find this by {@link #current}. Any thread; which call is hit depends on the order of calls.
 */
final class Faults {

  /** Ways to fail. */
  enum Kind {
    /** A read brings less than was asked for, which is lawful. */
    SHORT_READ,
    /** An answer takes its time. */
    DELAY,
    /** 403. */
    FORBIDDEN,
    /** 404. */
    NOT_FOUND,
    /** 503. */
    UNAVAILABLE,
    /** A stream ends before the file does. */
    EARLY_END
  }

  private static final Faults NONE = new Faults(0, 0, EnumSet.noneOf(Kind.class));
  private static volatile Faults current = NONE;

  private final Random random;
  private final double share;
  private final Set<Kind> kinds;
  private final Map<Kind, AtomicLong> injected = new EnumMap<>(Kind.class);

  private Faults(long seed, double share, Set<Kind> kinds) {
    this.random = new Random(seed);
    this.share = share;
    this.kinds = kinds;
    for (Kind kind : Kind.values()) {
      injected.put(kind, new AtomicLong());
    }
  }

  /** Lets a share of all calls from now on go wrong in every way. */
  static Faults start(long seed, double share) {
    current = new Faults(seed, share, EnumSet.allOf(Kind.class));
    return current;
  }

  /** Lets every call from now on go wrong in one way. */
  static void startAlways(Kind kind) {
    current = new Faults(0, 1, EnumSet.of(kind));
  }

  static void stop() {
    current = NONE;
  }

  static Faults current() {
    return current;
  }

  /** How often each kind was met. */
  Map<Kind, AtomicLong> injected() {
    return injected;
  }

  /** Delays or refuses a request about a path. */
  void request(Path path) throws IOException {
    if (hits(Kind.DELAY)) {
      pause();
    }
    if (hits(Kind.FORBIDDEN)) {
      throw new AccessDeniedException(path.toString(), null, "403 Forbidden, by the test");
    }
    if (hits(Kind.NOT_FOUND)) {
      throw new FileNotFoundException(path + ": 404 Not Found, by the test");
    }
    if (hits(Kind.UNAVAILABLE)) {
      throw new IOException(path + ": 503 Slow Down, by the test");
    }
  }

  /** How much of a read of so many bytes a stream delivers now; -1 for its early end. */
  int length(Path path, int asked) throws IOException {
    if (hits(Kind.DELAY)) {
      pause();
    }
    if (hits(Kind.UNAVAILABLE)) {
      throw new IOException(path + ": connection reset, by the test");
    }
    if (hits(Kind.EARLY_END)) {
      return -1;
    }
    return asked > 1 && hits(Kind.SHORT_READ) ? 1 + chosen(asked - 1) : asked;
  }

  private boolean hits(Kind kind) {
    if (!kinds.contains(kind)) {
      return false;
    }
    boolean hit;
    synchronized (random) {
      hit = random.nextDouble() < share;
    }
    if (hit) {
      injected(kind).incrementAndGet();
    }
    return hit;
  }

  private AtomicLong injected(Kind kind) {
    AtomicLong count = injected.get(kind);
    if (count == null) {
      throw new IllegalStateException("no count for " + kind);
    }
    return count;
  }

  private int chosen(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }

  private void pause() throws InterruptedIOException {
    try {
      Thread.sleep(chosen(10));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted in a delay");
    }
  }
}
