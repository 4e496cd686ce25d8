package io.kindling.cache.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.VersionKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GrantTableTest {

  private static final VersionKey VERSION = new VersionKey(1, 2);
  private static final VersionKey OTHER = new VersionKey(3, 4);
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
  private final Reader ann = reader("ann");
  private final Reader bob = reader("bob");

  @Test
  void soleUserNeedsNoGrantUntilAnotherOneComes() {
    GrantTable grants = table("ann");
    grants.note(ann, VERSION);
    assertThat(grants.allows(ann, VERSION)).isTrue();
    grants.note(bob, VERSION);
    assertThat(grants.allows(bob, VERSION)).isFalse();
    assertThat(grants.allows(ann, VERSION)).isFalse();
  }

  @Test
  void grantIsBelievedForItsLifetimeAndForItsVersionOnly() {
    GrantTable grants = table("ann");
    grants.note(bob.proven(), VERSION);
    assertThat(grants.allows(bob, VERSION)).isTrue();
    assertThat(grants.allows(bob, OTHER)).isFalse();
    pass(LIFETIME.minusSeconds(1));
    assertThat(grants.allows(bob, VERSION)).isTrue();
    pass(Duration.ofSeconds(2));
    assertThat(grants.allows(bob, VERSION)).isFalse();
  }

  @Test
  void grantsGoAlongWithTheRestOfTheirLifetime() throws IOException {
    GrantTable from = table("ann");
    from.note(bob.proven(), VERSION);
    pass(LIFETIME.minusMinutes(1));
    from.note(ann.proven(), VERSION);
    GrantTable to = table("ann");
    to.take(VERSION, sent(from.of(VERSION)));

    assertThat(to.allows(ann, VERSION)).isTrue();
    assertThat(to.allows(bob, VERSION)).isTrue();
    assertThat(to.allows(bob, OTHER)).isFalse();
    pass(Duration.ofSeconds(61));
    assertThat(to.allows(bob, VERSION)).isFalse();
    assertThat(to.allows(ann, VERSION)).isTrue();
  }

  @Test
  void blocksOfAnotherUsersNodeEndTheSoleUsersRights() throws IOException {
    GrantTable bobs = table("bob");
    GrantTable anns = table("ann");
    anns.take(VERSION, sent(bobs.of(VERSION)));
    assertThat(anns.allows(ann, VERSION)).as("bob's bytes").isFalse();
    assertThat(anns.allows(bob, VERSION)).as("fetched by bob").isTrue();
  }

  @Test
  void blocksOfASharedNodeEndTheSoleUsersRights() throws IOException {
    GrantTable shared = table("ann");
    shared.note(bob.proven(), VERSION);
    GrantTable anns = table("ann");
    anns.take(VERSION, sent(shared.of(VERSION)));
    assertThat(anns.allows(ann, VERSION)).isFalse();
  }

  @Test
  void blocksOfANodeOfTheSameSoleUserChangeNothing() throws IOException {
    GrantTable one = table("ann");
    one.take(VERSION, sent(table("ann").of(VERSION)));
    assertThat(one.allows(ann, VERSION)).isTrue();
    assertThat(one.of(VERSION)).isEqualTo(new ReadGrants("ann", Map.of()));
  }

  private static ReadGrants sent(ReadGrants grants) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    grants.writeTo(new DataOutputStream(bytes));
    return ReadGrants.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private GrantTable table(String user) {
    return new GrantTable(user, LIFETIME, now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Reader reader(String user) {
    return new Reader(user, UUID.randomUUID(), Reader.Proof.NONE);
  }
}
