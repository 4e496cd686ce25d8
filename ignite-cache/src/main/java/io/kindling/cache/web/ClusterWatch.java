package io.kindling.cache.web;

import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.ClusterOperator;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.Departure;
import io.kindling.cache.store.Freed;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the nodes of a cluster every few seconds how they are, whether somebody looks or not, so
 * that there is a history. What costs the nodes more is asked only while somebody looks. Safe for
 * any number of threads.
 */
public final class ClusterWatch implements PageSource, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

  /** For so long after the page was asked for, somebody is taken to look at it. */
  private static final long LOOKING_NANOS = Duration.ofSeconds(60).toNanos();

  /**
   * Each of many stand-alone nodes watches all: so that the nodes are not busy with that, there is
   * at least so much time between two looks for each of them, unless somebody looks.
   */
  private static final long PER_NODE_NANOS = Duration.ofMillis(20).toNanos();

  private static final int HOT_FOLDERS = 20;

  private final String id;
  private final ClusterClient client;
  private final UpperLayer upper;
  private final List<ShownOption> options;
  private final ReadHistory history;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-status"));
  private volatile ClusterView view;
  private volatile long takenAt = System.nanoTime();
  private volatile long lookedAt = System.nanoTime() - LOOKING_NANOS;

  private ClusterWatch(
      String id,
      ClusterClient client,
      UpperLayer upper,
      List<ShownOption> options,
      Duration interval) {
    this.id = id;
    this.client = client;
    this.upper = upper;
    this.options = List.copyOf(options);
    this.history = new ReadHistory(interval);
    this.view =
        new ClusterView(
            System.currentTimeMillis(),
            id,
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            PathPolicies.NONE,
            "the nodes have not been asked yet");
  }

  /**
   * Begins to watch.
   *
   * @param id name of the cluster
   * @param client stays its owner's to close, after this watch
   * @param interval between two looks
   */
  public static ClusterWatch start(
      String id,
      ClusterClient client,
      UpperLayer upper,
      List<ShownOption> options,
      Duration interval) {
    ClusterWatch watch = new ClusterWatch(id, client, upper, options, interval);
    var ignored =
        watch.thread.scheduleAtFixedRate(
            watch::look, 0, Math.max(100, interval.toMillis()), TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    boolean looking = System.nanoTime() - lookedAt < LOOKING_NANOS;
    if (!looking && System.nanoTime() - takenAt < PER_NODE_NANOS * view.nodes().size()) {
      return;
    }
    try {
      take(looking);
    } catch (IOException | RuntimeException failed) {
      LOG.debug("the status of cluster {} could not be taken", id, failed);
      view = stale(view, String.valueOf(failed.getMessage()));
    }
  }

  private synchronized void take(boolean all) throws IOException {
    takenAt = System.nanoTime();
    ClusterOperator operator = client.operator();
    List<NodeAnswer<NodeReport>> reports = operator.reports();
    long now = System.currentTimeMillis();
    history.add(now, counters(reports));
    ClusterView last = view;
    List<ClusterView.Left> departures = last.departures();
    List<HotFolders.Hot> hot = last.hot();
    List<LoadJobView> jobs = last.jobs();
    List<ClusterView.MountView> mounts = last.mounts();
    PathPolicies policies = last.policies();
    if (all && !reports.isEmpty()) {
      departures = departures(operator);
      hot = hot(operator);
      jobs = upper.jobs();
      mounts = upper.mounts();
      policies = client.policies();
    }
    view =
        new ClusterView(
            now, id, client.table().epoch(), reports, departures, hot, jobs, mounts, policies, "");
  }

  private static Map<String, MetricsSnapshot> counters(List<NodeAnswer<NodeReport>> reports) {
    Map<String, MetricsSnapshot> counters = new HashMap<>();
    for (NodeAnswer<NodeReport> each : reports) {
      NodeReport report = each.answer();
      if (report != null) {
        String name = each.node().identity() + " " + report.process().startedMillis();
        counters.put(name, report.counters());
        counters.put(name + " clients", report.clients().counters());
      }
    }
    return counters;
  }

  private static List<ClusterView.Left> departures(ClusterOperator operator) throws IOException {
    List<ClusterView.Left> all = new ArrayList<>();
    for (NodeAnswer<List<Departure>> each : operator.departures()) {
      List<Departure> answer = each.answer();
      if (answer != null) {
        answer.forEach(departure -> all.add(new ClusterView.Left(each.node(), departure)));
      }
    }
    all.sort(
        Comparator.comparingLong((ClusterView.Left left) -> left.departure().lastMillis())
            .reversed());
    return all;
  }

  private static List<HotFolders.Hot> hot(ClusterOperator operator) throws IOException {
    Map<String, Double> rates = new HashMap<>();
    for (NodeAnswer<List<HotFolders.Hot>> each : operator.hotFolders(HOT_FOLDERS)) {
      List<HotFolders.Hot> answer = each.answer();
      if (answer != null) {
        answer.forEach(hot -> rates.merge(hot.folder(), hot.bytesPerSecond(), Double::sum));
      }
    }
    return rates.entrySet().stream()
        .map(each -> new HotFolders.Hot(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingDouble(HotFolders.Hot::bytesPerSecond).reversed())
        .limit(HOT_FOLDERS)
        .toList();
  }

  private static ClusterView stale(ClusterView last, String problem) {
    return new ClusterView(
        last.millis(),
        last.id(),
        last.epoch(),
        last.nodes(),
        last.departures(),
        last.hot(),
        last.jobs(),
        last.mounts(),
        last.policies(),
        problem);
  }

  @Override
  public ClusterView view() throws IOException {
    boolean firstForLong = System.nanoTime() - lookedAt >= LOOKING_NANOS;
    lookedAt = System.nanoTime();
    if (firstForLong) {
      take(true);
    }
    return view;
  }

  @Override
  public ReadHistory history() {
    return history;
  }

  @Override
  public MetricsSnapshot ownCounters() {
    return KindlingProcess.metrics();
  }

  @Override
  public List<ShownOption> options() {
    return options;
  }

  @Override
  public String free(String written) throws IOException {
    String path = upper.canonical(written);
    Freed sum = Freed.NOTHING;
    int silent = 0;
    for (NodeAnswer<Freed> each : client.operator().free(path, Freed.Pinned.STAY)) {
      Freed freed = each.answer();
      if (freed == null) {
        silent++;
      } else {
        sum = sum.plus(freed);
      }
    }
    return "%d blocks of %s were dropped (%d bytes), %d stay because they are pinned%s"
        .formatted(
            sum.dropped().blocks(),
            path,
            sum.dropped().bytes(),
            sum.pinned().blocks(),
            silent == 0 ? "" : "; %d nodes did not answer".formatted(silent));
  }

  @Override
  public String pin(String written) throws IOException {
    String path = upper.canonical(written);
    change(path, Hold.PINNED);
    return path + " is pinned; what comes of it stays";
  }

  @Override
  public String unpin(String written) throws IOException {
    String path = upper.canonical(written);
    change(path, Hold.EVICTABLE);
    return path + " may be evicted";
  }

  private void change(String path, Hold hold) throws IOException {
    PathPolicies policies = client.policies();
    PathPolicy changed = policies.of(path).with(hold);
    if (!changed.equals(policies.without(path).of(path))) {
      client.setPolicy(path, changed);
    } else if (policies.byPath().containsKey(path)) {
      client.removePolicy(path);
    }
    take(true);
  }

  @Override
  public String cancelJob(String job) throws IOException {
    upper.cancel(job);
    return "load job " + job + " is told to end";
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
