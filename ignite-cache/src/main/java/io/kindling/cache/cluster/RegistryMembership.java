package io.kindling.cache.cluster;

import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.transfer.Dialer;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.HandshakeException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link IgniteMembership} whose seeds come from seed registries. It founds the cluster when the
 * registries say so, enters it by the members that they know, and stays announced there until it
 * leaves. A registry that is gone does not disturb a cluster that stands; when it is back the
 * members announce themselves again.
 */
public final class RegistryMembership implements Membership {

  /** How often a member gives a sign to the registry, and how soon it tries to reach it again. */
  static final Duration SIGN_PERIOD = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(RegistryMembership.class);
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  /**
   * A request to join that got lost among many is waited for as long as Ignite is told; then it is
   * better to ask for other seeds.
   */
  private static final Duration ATTEMPT_LIMIT = MembershipSettings.START_LIMIT;

  private final MembershipSettings settings;
  private final RegistryLinks links;
  private final List<MembershipListener> waiting = new ArrayList<>();
  private final Thread signs = new Thread(this::keepAnnounced, "kindling-registry-signs");
  private final @Nullable Supplier<List<Endpoint>> followed;
  private volatile List<Endpoint> registries = List.of();
  private boolean accepted;
  private volatile boolean closed;
  private volatile @Nullable IgniteMembership inner;

  /**
   * A stay that begins with {@link #start}.
   *
   * @param patience how long the registry may stay silent within an exchange
   */
  public RegistryMembership(MembershipSettings settings, Duration patience) {
    this(settings, patience, null);
  }

  /**
   * A stay among registries that come and go.
   *
   * @param followed the registries there are now, in the order in which they decide; asked every
   *     few seconds, must not block for long. Null: those of the start
   */
  public RegistryMembership(
      MembershipSettings settings, Duration patience, @Nullable Supplier<List<Endpoint>> followed) {
    this.settings = settings;
    this.followed = followed;
    this.links = new RegistryLinks(this::registries, new Dialer(settings.access(), patience));
    signs.setDaemon(true);
  }

  /**
   * Enters the cluster.
   *
   * @param seeds addresses of {@link RegistryServer}s, in the order in which they decide
   */
  @Override
  public void start(Collection<InetSocketAddress> seeds) throws IOException {
    synchronized (waiting) {
      if (!registries.isEmpty() || seeds.isEmpty()) {
        throw new IllegalStateException("a membership is started once, with a registry");
      }
      registries =
          seeds.stream().map(seed -> new Endpoint(seed.getHostString(), seed.getPort())).toList();
    }
    try {
      enter();
    } catch (IOException | RuntimeException failure) {
      close();
      throw failure;
    }
    signs.start();
  }

  private List<Endpoint> registries() {
    return followed == null ? registries : followed.get();
  }

  private void enter() throws IOException {
    long begin = System.nanoTime();
    String last = "no node founded it";
    while (!closed) {
      SeedRegistry.Advice advice = null;
      try {
        advice = links.seek();
        if (advice.step() != SeedRegistry.Step.WAIT && enter(advice)) {
          return;
        }
      } catch (IOException failure) {
        links.close();
        if (isFinal(failure, advice)) {
          throw failure;
        }
        LOG.info("{} is not in its cluster yet: {}", settings.node(), failure.getMessage());
        last = failure.getMessage();
      }
      Duration limit =
          advice == null
              ? settings.startLimit()
              : settings.startLimit().plus(SeedRegistry.FOUNDING_LIMIT);
      if (System.nanoTime() - begin > limit.toNanos()) {
        throw new IOException(
            "storage node %s found no way into cluster '%s' by the registries at %s in %d s: %s"
                .formatted(
                    settings.node(),
                    settings.access().clusterId(),
                    registries(),
                    limit.toSeconds(),
                    last));
      }
      pause(advice == null ? SIGN_PERIOD : ASK_AGAIN);
    }
    throw new IOException("closed while " + settings.node() + " entered its cluster");
  }

  /** A refusal, a port that cannot be had, and whatever fails without another node's doing. */
  private static boolean isFinal(IOException failure, SeedRegistry.@Nullable Advice advice) {
    return failure instanceof HandshakeException
        || failure.getCause() instanceof BindException
        || (advice != null && advice.step() == SeedRegistry.Step.FOUND);
  }

  /** Follows the advice; false when it led into a cluster that is not the registry's. */
  private boolean enter(SeedRegistry.Advice advice) throws IOException {
    IgniteMembership attempt = new IgniteMembership(settings.within(ATTEMPT_LIMIT));
    inner = attempt;
    if (closed) {
      return false;
    }
    attempt.start(
        advice.seeds().stream()
            .map(seed -> new InetSocketAddress(seed.host(), seed.port()))
            .toList());
    if (announce(attempt) == SeedRegistry.Verdict.REJOIN) {
      LOG.info("{} entered a cluster that is not the registry's; once more", settings.node());
      attempt.close();
      return false;
    }
    synchronized (waiting) {
      accepted = true;
      waiting.forEach(attempt::addListener);
    }
    return true;
  }

  private SeedRegistry.Verdict announce(IgniteMembership attempt) throws IOException {
    try {
      return sign(attempt);
    } catch (IOException failure) {
      attempt.close();
      throw failure;
    }
  }

  private SeedRegistry.Verdict sign(IgniteMembership member) throws IOException {
    InetSocketAddress address = member.discoveryAddress();
    return links.sign(
        settings.node().identity(),
        new Endpoint(address.getHostString(), address.getPort()),
        member.founded(),
        member.table());
  }

  private void keepAnnounced() {
    IgniteMembership member = inner;
    boolean reached = true;
    while (!closed && member != null && member.state() == State.MEMBER) {
      try {
        if (sign(member) == SeedRegistry.Verdict.REJOIN) {
          member.lose("its registry knows another cluster by the same name, or its larger side");
        } else if (!reached) {
          LOG.info("{} reaches its registry again", settings.node());
        }
        reached = true;
      } catch (IOException failure) {
        links.close();
        if (reached && !closed) {
          LOG.warn(
              "{} cannot reach its registry, which new nodes need: {}",
              settings.node(),
              failure.getMessage());
        }
        reached = false;
      }
      pause(SIGN_PERIOD);
    }
    links.close();
  }

  private void pause(Duration time) {
    synchronized (waiting) {
      try {
        if (!closed) {
          waiting.wait(time.toMillis());
        }
      } catch (InterruptedException interruption) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
  }

  @Override
  public void addListener(MembershipListener listener) {
    IgniteMembership member = inner;
    synchronized (waiting) {
      if (!accepted || member == null) {
        waiting.add(listener);
        return;
      }
    }
    member.addListener(listener);
  }

  @Override
  public OwnerTable table() {
    IgniteMembership member = inner;
    return member == null ? OwnerTable.EMPTY : member.table();
  }

  @Override
  public State state() {
    IgniteMembership member = inner;
    if (member != null) {
      return member.state();
    }
    return closed ? State.CLOSED : State.OUTSIDE;
  }

  @Override
  public InetSocketAddress discoveryAddress() {
    return started().discoveryAddress();
  }

  @Override
  public long founded() {
    return started().founded();
  }

  private IgniteMembership started() {
    IgniteMembership member = inner;
    if (member == null) {
      throw new IllegalStateException("the membership has not started");
    }
    return member;
  }

  /** Ends the stay from inside, as {@link IgniteMembership#lose}. */
  void lose(String reason) {
    IgniteMembership member = inner;
    if (member != null) {
      member.lose(reason);
    }
  }

  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
      waiting.notifyAll();
    }
    links.close();
    IgniteMembership member = inner;
    if (member != null) {
      member.close();
    }
  }
}
