package io.kindling.cache.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseTableTest {

  private static final VersionKey FILE = new VersionKey(1, 2);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final AtomicLong clock = new AtomicLong(5);
  private final Metrics metrics = new Metrics();
  private final LeaseTable leases = new LeaseTable(TIMEOUT, clock::get, metrics);
  private final UUID ann = UUID.randomUUID();
  private final UUID bob = UUID.randomUUID();

  @Test
  void secondReaderGetsNoLeaseOnALeasedBlock() {
    assertThat(request(ann, 0, 4)).isNotNull();
    assertThat(request(bob, 2, 4)).isNull();
  }

  @Test
  void runEndsBeforeABlockThatIsLeasedOrHeld() {
    request(ann, 3, 5);
    assertThat(request(bob, 0, 8)).extracting(Lease::count).isEqualTo(3);
    Lease beyond = leases.request(FILE, 5, 9, bob, id -> id.index() != 7);
    assertThat(beyond).extracting(Lease::count).isEqualTo(2);
  }

  @Test
  void wholeRunIsLeasedWhateverIsHeldAndEndsWithItsFirstBlock() {
    Lease whole = leases.requestWhole(FILE, 0, 4, ann);
    assertThat(whole).isNotNull();
    assertThat(leases.requestWhole(FILE, 0, 4, bob)).isNull();
    assertThat(request(bob, 3, 5)).isNull();
    leases.complete(whole.token(), whole.block(2));
    assertThat(leases.covers(whole.token(), whole.block(0))).isTrue();
    leases.complete(whole.token(), whole.block(0));
    assertThat(leases.covers(whole.token(), whole.block(1))).isFalse();
    assertThat(leases.size()).isZero();
    assertThat(leases.requestWhole(FILE, 0, 4, bob)).isNotNull();
  }

  @Test
  void wholeRunGoesToTheNextWhenItsHolderMakesNoProgress() {
    Lease old = leases.requestWhole(FILE, 0, 4, ann);
    assertThat(old).isNotNull();
    clock.addAndGet(TIMEOUT.toNanos());
    Lease fresh = leases.requestWhole(FILE, 0, 4, bob);
    assertThat(fresh).isNotNull();
    assertThat(leases.covers(old.token(), old.block(0))).isFalse();
    leases.complete(old.token(), old.block(0));
    assertThat(leases.covers(fresh.token(), fresh.block(3))).isTrue();
    assertThat(metrics.snapshot().get(Metric.LEASES_EXPIRED)).isEqualTo(1);
  }

  @Test
  void completeBlocksCanBeLeasedAgainAndTheLastOneEndsTheLease() {
    Lease lease = request(ann, 0, 2);
    assertThat(lease).isNotNull();
    leases.complete(lease.token(), lease.block(0));
    assertThat(leases.covers(lease.token(), lease.block(0))).isFalse();
    assertThat(leases.covers(lease.token(), lease.block(1))).isTrue();
    leases.complete(lease.token(), lease.block(1));
    assertThat(leases.size()).isZero();
    assertThat(request(bob, 0, 2)).isNotNull();
  }

  @Test
  void leaseWithoutProgressGoesToTheNextReaderAndItsTokenIsFenced() {
    Lease old = request(ann, 0, 2);
    assertThat(old).isNotNull();
    clock.addAndGet(TIMEOUT.toNanos() - 1);
    assertThat(request(bob, 0, 2)).isNull();
    clock.addAndGet(1);
    Lease fresh = request(bob, 0, 2);
    assertThat(fresh).isNotNull();
    assertThat(leases.covers(old.token(), old.block(0))).isFalse();
    assertThat(leases.covers(fresh.token(), fresh.block(1))).isTrue();
    leases.complete(old.token(), old.block(0));
    assertThat(leases.covers(fresh.token(), fresh.block(0))).isTrue();
    assertThat(metrics.snapshot().get(Metric.LEASES_EXPIRED)).isEqualTo(1);
  }

  @Test
  void progressKeepsALeaseAlive() {
    Lease lease = request(ann, 0, 1);
    assertThat(lease).isNotNull();
    for (int i = 0; i < 5; i++) {
      clock.addAndGet(TIMEOUT.toNanos() - 1);
      leases.progress(lease.token());
    }
    assertThat(request(bob, 0, 1)).isNull();
  }

  @Test
  void endOfASessionEndsItsLeasesOnly() {
    request(ann, 0, 1);
    request(bob, 1, 2);
    leases.abandonAll(ann);
    assertThat(request(bob, 0, 1)).isNotNull();
    assertThat(request(ann, 1, 2)).isNull();
  }

  @Test
  void waiterWakesWhenTheBlockIsComplete() throws Exception {
    LeaseTable real = new LeaseTable(TIMEOUT, System::nanoTime, metrics);
    Lease lease = real.request(FILE, 0, 1, ann, id -> true);
    assertThat(lease).isNotNull();
    CompletableFuture<Void> waiter =
        CompletableFuture.runAsync(
            () -> {
              try {
                real.await(lease.block(0), Duration.ofSeconds(30));
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
            });
    assertThat(waiter).isNotDone();
    real.complete(lease.token(), lease.block(0));
    waiter.get(5, TimeUnit.SECONDS);
  }

  private @Nullable Lease request(UUID session, int first, int end) {
    return leases.request(FILE, first, end, session, id -> true);
  }
}
