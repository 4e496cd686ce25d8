package io.kindling.cache.transfer;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes channels whose blocking call takes longer than it may, which wakes the caller. One daemon
 * thread of the JVM looks at all of them every {@link #PERIOD} while there are any, so a call pays
 * two writes to a field instead of a selector's system calls.
 */
final class SilenceWatch {

  /** A limit is kept up to this much late. */
  static final Duration PERIOD = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(SilenceWatch.class);
  private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();

  private static final Thread THREAD = start();

  private SilenceWatch() {}

  private static Thread start() {
    Thread thread = new Thread(SilenceWatch::look, "kindling-transfer-watch");
    thread.setDaemon(true);
    // Not that of the task which happened to make the first connection.
    thread.setContextClassLoader(SilenceWatch.class.getClassLoader());
    thread.start();
    return thread;
  }

  /** Starts to watch a channel, until it is closed or forgotten. */
  static Wait watch(Channel channel) {
    Wait wait = new Wait(channel);
    WAITS.add(wait);
    LockSupport.unpark(THREAD);
    return wait;
  }

  private static void look() {
    while (true) {
      if (WAITS.isEmpty()) {
        LockSupport.park();
      }
      LockSupport.parkNanos(PERIOD.toNanos());
      long now = System.nanoTime();
      for (Wait wait : WAITS) {
        try {
          wait.check(now);
        } catch (IOException unclosed) {
          LOG.debug("a silent connection did not close", unclosed);
        }
      }
    }
  }

  /** The calls on one channel, one at a time. */
  static final class Wait {

    private final Channel channel;

    /** When the call in progress has to have ended; 0 when there is none or it may take forever. */
    private volatile long limit;

    private volatile boolean expired;

    private Wait(Channel channel) {
      this.channel = channel;
    }

    /** A call begins, which may take so long; zero for any time. */
    void begin(Duration longest) {
      limit = longest.isZero() ? 0 : Math.max(1, System.nanoTime() + longest.toNanos());
    }

    /** The call has ended. */
    void end() {
      limit = 0;
    }

    /** Whether the channel was closed because a call took too long. */
    boolean expired() {
      return expired;
    }

    void forget() {
      WAITS.remove(this);
    }

    private void check(long now) throws IOException {
      long until = limit;
      if (until != 0 && now - until > 0) {
        expired = true;
        WAITS.remove(this);
        channel.close();
      } else if (!channel.isOpen()) {
        WAITS.remove(this);
      }
    }
  }
}
