package io.kindling.cache.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdleConnectionsTest {

  private final AtomicLong now = new AtomicLong();
  private final IdleConnections<Line> idle = new IdleConnections<>(Duration.ofNanos(10), now::get);

  @Test
  void theOneUsedLastIsTakenFirst() throws IOException {
    Line first = new Line();
    Line second = new Line();
    idle.keep(first);
    idle.keep(second);

    assertThat(idle.take()).isSameAs(second);
    assertThat(idle.take()).isSameAs(first);
    assertThat(idle.take()).isNull();
  }

  @Test
  void whatABurstLeftIsClosedAndWhatIsUsedStays() throws IOException {
    Line[] burst = {new Line(), new Line(), new Line(), new Line()};
    for (Line line : burst) {
      idle.keep(line);
    }
    for (int use = 0; use < 5; use++) {
      now.addAndGet(8);
      idle.keep(idle.take());
    }

    assertThat(burst).extracting(line -> line.closed).containsExactly(true, true, true, false);
    assertThat(idle.take()).isSameAs(burst[3]);
    assertThat(idle.take()).isNull();
  }

  @Test
  void closingClosesAllThatWait() throws IOException {
    Line line = new Line();
    idle.keep(line);

    idle.close();

    assertThat(line.closed).isTrue();
  }

  private static final class Line implements Closeable {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }
}
