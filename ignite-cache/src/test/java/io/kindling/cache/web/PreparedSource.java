package io.kindling.cache.web;

import io.kindling.cache.metrics.Fault;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.ClientCounters;
import io.kindling.cache.node.JvmLimits;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeProcess;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.Departure;
import io.kindling.cache.store.MemoryBudget;
import io.kindling.cache.store.TierUse;
import io.kindling.cache.store.WorkingSetEstimate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster as it might be on a busy day: three nodes that answer and one that does not, an hour of
 * training with a slow beginning, load jobs, evictions and troubles. One folder's name is an attack
 * on the page.
 */
final class PreparedSource implements PageSource {

  static final String HOSTILE = "s3a://bucket/<img src=x onerror=document.title='HACKED'>/";

  private static final long GB = 1L << 30;

  private final long now = System.currentTimeMillis();
  private final ReadHistory history = new ReadHistory(Duration.ofSeconds(5));
  private final ClusterView view;
  final List<String> done = new CopyOnWriteArrayList<>();

  PreparedSource() {
    MetricsSnapshot last = MetricsSnapshot.zero();
    for (int step = 0; step <= 700; step++) {
      last = last.plus(reads(step));
      history.add(now - 5_000L * (700 - step), Map.of("all", last));
    }
    PathPolicies policies =
        PathPolicies.NONE
            .with("s3a://photos/imagenet/train/", PathPolicy.DEFAULT.with(Hold.PINNED))
            .with("s3a://photos/imagenet/val/", PathPolicy.DEFAULT.with(Eviction.RESIDENT));
    List<NodeAnswer<NodeReport>> nodes = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      nodes.add(new NodeAnswer<>(info(node), report(node, last), null));
    }
    nodes.add(new NodeAnswer<>(info(3), null, new IOException("no sign from 10.0.7.14 for 2 s")));
    view =
        new ClusterView(
            now,
            "application-42",
            7,
            nodes,
            departures(),
            List.of(
                new HotFolders.Hot("s3a://photos/imagenet/train/n01440764/", 412e6),
                new HotFolders.Hot("s3a://photos/imagenet/val/", 187e6),
                new HotFolders.Hot("hdfs://warehouse/tables/events/day=2026-11-19/", 44e6),
                new HotFolders.Hot(HOSTILE, 9e6)),
            jobs(),
            List.of(
                new ClusterView.MountView("cache:///photos", "s3a://photos/"),
                new ClusterView.MountView("cache:///warehouse", "hdfs://warehouse/tables/")),
            policies,
            "");
  }

  private static MetricsSnapshot reads(int step) {
    Metrics metrics = new Metrics();
    double warm = Math.min(1, step / 260.0);
    boolean pause = step > 420 && step < 470;
    long total = pause ? 0 : (long) (3e9 * (0.75 + 0.2 * Math.sin(step / 9.0)));
    long store = (long) (total * Math.pow(1 - warm, 2) + total * 0.004);
    long peer = (long) ((total - store) * 0.14);
    long disk = (long) ((total - store) * 0.08);
    metrics.add(Metric.REQUESTED_BYTES, total);
    metrics.add(Metric.UNDER_STORE_BYTES, store);
    metrics.add(Metric.PEER_BYTES, peer);
    metrics.add(Metric.SERVED_BYTES, peer);
    metrics.add(Metric.DISK_BYTES, disk);
    metrics.add(Metric.MEMORY_BYTES, total - store - peer - disk);
    return metrics.snapshot();
  }

  private static StorageNodeInfo info(int node) {
    return new StorageNodeInfo(
        NodeIdentity.random(), "10.0.7.1" + (node + 1), 40_000 + node, "", Integer.toString(node));
  }

  private NodeReport report(int node, MetricsSnapshot all) {
    Metrics troubles = new Metrics();
    List<Fault> faults = new ArrayList<>();
    if (node == 1) {
      troubles.add(Metric.PEER_FAILURES, 3);
      troubles.add(Metric.CHECKSUM_FAILURES, 1);
      faults.add(
          new Fault(
              Metric.PEER_FAILURES,
              "asking 10.0.7.14:40003 for " + HOSTILE + "1.jpg failed: connection reset",
              now - 95_000));
    }
    return new NodeReport(
        new NodeProcess(
            4_242 + node,
            "ann",
            "17.0.12",
            now - 7_300_000,
            3 * GB / 2,
            4 * GB,
            new JvmLimits(
                65 * GB,
                64 * GB,
                GB / 4,
                new MemoryBudget.Limit(96 * GB, MemoryBudget.MACHINE, "the machine's memory"),
                List.of())),
        7,
        4,
        List.of(
            new TierUse("memory", 64 * GB, (long) ((51 + 4.3 * node) * GB), 13_000 + 700L * node),
            new TierUse("/mnt/nvme0/kindling", 800 * GB, (260 + 60L * node) * GB, 70_211)),
        3,
        new WorkingSetEstimate(
            1_000_000,
            List.of(
                new WorkingSetEstimate.Point(0.5, 32 * GB, 0.61),
                new WorkingSetEstimate.Point(1, 64 * GB, 0.93),
                new WorkingSetEstimate.Point(2, 128 * GB, 0.985),
                new WorkingSetEstimate.Point(4, 256 * GB, 0.99))),
        (node == 0 ? all : MetricsSnapshot.zero()).plus(troubles.snapshot()),
        new ClientCounters(node == 0 ? 2 : 0, MetricsSnapshot.zero()),
        faults);
  }

  private List<ClusterView.Left> departures() {
    StorageNodeInfo node = info(0);
    return List.of(
        new ClusterView.Left(
            node,
            new Departure(
                "memory",
                "s3a://photos/imagenet/val/",
                Departure.Cause.ROOM,
                3_120,
                12 * GB,
                now - 3_000_000,
                now - 40_000)),
        new ClusterView.Left(
            node,
            new Departure(
                "memory",
                "s3a://scratch/tmp/",
                Departure.Cause.EXPIRED,
                210,
                GB,
                now - 900_000,
                now - 610_000)),
        new ClusterView.Left(
            node,
            new Departure(
                "/mnt/nvme0/kindling",
                "s3a://photos/old/",
                Departure.Cause.FREED,
                900,
                3 * GB,
                now - 5_000_000,
                now - 4_900_000)));
  }

  private List<LoadJobView> jobs() {
    return List.of(
        job("4f1c22ab", "RUNNING", 812_000, 0, 61, "cache:///photos/imagenet/train"),
        job("90ab12cd", "COMPLETE", 50_000, 0, 100, "cache:///photos/imagenet/val"),
        job("77aa00ee", "INCOMPLETE", 1_200, 14, 97, "cache:///warehouse/events"));
  }

  private LoadJobView job(
      String id, String state, long files, long failed, int share, String path) {
    return new LoadJobView(
        id,
        state,
        "gateway",
        "ann",
        now - 222_000,
        now - 4_000,
        files,
        files * share / 100 - failed,
        failed,
        files * 110_000,
        files * 110_000 * share / 100,
        List.of(path));
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public ReadHistory history() {
    return history;
  }

  @Override
  public MetricsSnapshot ownCounters() {
    return view.counters();
  }

  @Override
  public List<ShownOption> options() {
    return ShownOption.of(
        Map.of(
            "fs.cache.cluster.secret", "very-secret",
            "fs.cache.memory.size", "64g",
            "fs.cache.mount.photos", "s3a://id:very-secret@photos/",
            "fs.cache.mount.photos.conf.fs.s3a.secret.key", "very-secret"));
  }

  @Override
  public String free(String path) {
    done.add("free " + path);
    return "freed " + path;
  }

  @Override
  public String pin(String path) {
    done.add("pin " + path);
    return "pinned " + path;
  }

  @Override
  public String unpin(String path) {
    done.add("unpin " + path);
    return "unpinned " + path;
  }

  @Override
  public String cancelJob(String id) {
    if (view.jobs().stream().noneMatch(job -> job.id().equals(id))) {
      throw new IllegalArgumentException("there is no load job " + id);
    }
    done.add("cancel " + id);
    return "cancelled " + id;
  }
}
