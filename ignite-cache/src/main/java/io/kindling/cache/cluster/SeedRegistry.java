package io.kindling.cache.cluster;

import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.transfer.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where storage nodes find each other without multicast: the bookkeeping of a service that one JVM
 * everybody knows, such as a Spark driver, runs by {@link RegistryServer}. Safe for any number of
 * threads; holds no thread, no socket and no Ignite.
 *
 * <p>A node opens a {@link Session} and asks where to enter. While members are up it is given their
 * addresses. While none is, one node at a time has the right to found the cluster and the others
 * wait. The right ends when the founder is up, when its session ends, or after a limit; so does the
 * place of a member that is silent for too long.
 *
 * <p>A network that is cut between the members, but not between them and the registry, may leave
 * two sides that both live on. Their tables differ; the members that are not in the newest one are
 * told to enter anew.
 *
 * <p>Two clusters never grow side by side: the members are those of one founding, known by its
 * time, and a node that comes up in another one is told to enter anew. The first to be up decides.
 * When all members are gone at once it may be the registry that was cut off, so nobody founds until
 * they had time to come back.
 */
public final class SeedRegistry {

  /** Longer than a member needs to start, with the time after which it gives up. */
  static final Duration FOUNDING_LIMIT = Duration.ofSeconds(60);

  /** Members give a sign every {@link RegistryMembership#SIGN_PERIOD}. */
  static final Duration SILENCE_LIMIT = Duration.ofSeconds(15);

  /** Long enough for members to connect again, short enough for a job to wait for. */
  static final Duration RETURN_LIMIT = Duration.ofSeconds(5);

  /** A member that is not in the newest table for so long is on another side of a cut. */
  static final Duration OUTSIDE_LIMIT = Duration.ofSeconds(10);

  /** More seeds than these do not make an entry safer. */
  private static final int MOST_SEEDS = 8;

  private final LongSupplier nanoClock;
  private final Set<Session> members = new LinkedHashSet<>();
  private @Nullable Session founder;
  private long foundingEnds;
  private long cluster;
  private boolean everUp;
  private long lastUp;
  private OwnerTable table = OwnerTable.EMPTY;

  /** A registry that nobody has asked yet. */
  public SeedRegistry() {
    this(System::nanoTime);
  }

  SeedRegistry(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** What a node that is not in a cluster should do. */
  public enum Step {
    /** Found the cluster. */
    FOUND,
    /** Enter by the seeds. */
    JOIN,
    /** Ask again soon. */
    WAIT
  }

  /**
   * The answer to a node that is not in a cluster.
   *
   * @param seeds discovery addresses of members, for {@link Step#JOIN}
   */
  public record Advice(Step step, List<Endpoint> seeds) {}

  /** The answer to a sign of a member. */
  public enum Verdict {
    /** All is well. */
    STAY,
    /** All is well; the member's owner table is news here and should be sent. */
    SEND_TABLE,
    /** The member is in a cluster that is not the registry's; it should leave and enter anew. */
    REJOIN
  }

  /** Opens the session of one node; to be closed when its connection ends. */
  public Session open() {
    return new Session();
  }

  /** The newest owner table that a member has sent; empty while no member is up. */
  public synchronized OwnerTable table() {
    dropSilent();
    return members.isEmpty() ? OwnerTable.EMPTY : table;
  }

  private void dropSilent() {
    long now = nanoClock.getAsLong();
    List<Session> silent = new ArrayList<>();
    for (Session member : members) {
      if (now - member.lastSign > SILENCE_LIMIT.toNanos()) {
        silent.add(member);
      }
    }
    silent.forEach(this::drop);
    if (founder != null && now - foundingEnds > 0) {
      founder = null;
    }
  }

  private void drop(Session session) {
    if (members.remove(session)) {
      lastUp = nanoClock.getAsLong();
    }
    if (session.equals(founder)) {
      founder = null;
    }
  }

  private boolean mayComeBack() {
    return everUp && nanoClock.getAsLong() - lastUp < RETURN_LIMIT.toNanos();
  }

  /** One node's part of the registry. */
  public final class Session implements AutoCloseable {

    private @Nullable Endpoint discovery;
    private long lastSign;
    private long outsideSince;

    private Session() {}

    /** What the node should do to enter the cluster. It is not in one now. */
    public Advice seek() {
      synchronized (SeedRegistry.this) {
        dropSilent();
        if (members.remove(this)) {
          lastUp = nanoClock.getAsLong();
        }
        if (!members.isEmpty()) {
          return new Advice(Step.JOIN, seeds());
        }
        if (mayComeBack() || (founder != null && !founder.equals(this))) {
          return new Advice(Step.WAIT, List.of());
        }
        founder = this;
        foundingEnds = nanoClock.getAsLong() + FOUNDING_LIMIT.toNanos();
        return new Advice(Step.FOUND, List.of());
      }
    }

    /**
     * The node is a member.
     *
     * @param node what the node is in the table
     * @param address where other nodes find it
     * @param founded when its cluster was founded, see {@link Membership#founded}
     * @param epoch of its owner table
     */
    public Verdict sign(NodeIdentity node, Endpoint address, long founded, long epoch) {
      synchronized (SeedRegistry.this) {
        dropSilent();
        if (members.isEmpty()) {
          if (cluster != founded) {
            cluster = founded;
            table = OwnerTable.EMPTY;
          }
          founder = null;
        } else if (cluster != founded) {
          drop(this);
          return Verdict.REJOIN;
        }
        if (isOutside(node, epoch)) {
          drop(this);
          return Verdict.REJOIN;
        }
        everUp = true;
        discovery = address;
        lastSign = nanoClock.getAsLong();
        members.add(this);
        return epoch > table.epoch() ? Verdict.SEND_TABLE : Verdict.STAY;
      }
    }

    private boolean isOutside(NodeIdentity node, long epoch) {
      boolean seen = table.size() == 0 || epoch > table.epoch() || table.find(node) != null;
      long now = nanoClock.getAsLong();
      if (seen || outsideSince == 0) {
        outsideSince = seen ? 0 : now;
        return false;
      }
      return now - outsideSince > OUTSIDE_LIMIT.toNanos();
    }

    /** Hands over the member's owner table. It counts when the node is a member and it is newer. */
    public void send(OwnerTable newer) {
      synchronized (SeedRegistry.this) {
        if (members.contains(this) && newer.epoch() > table.epoch()) {
          table = newer;
        }
      }
    }

    private List<Endpoint> seeds() {
      List<Endpoint> seeds = new ArrayList<>();
      for (Session member : members) {
        if (member.discovery != null && seeds.size() < MOST_SEEDS) {
          seeds.add(member.discovery);
        }
      }
      return List.copyOf(seeds);
    }

    /** The node's connection ended. */
    @Override
    public void close() {
      synchronized (SeedRegistry.this) {
        drop(this);
      }
    }
  }
}
