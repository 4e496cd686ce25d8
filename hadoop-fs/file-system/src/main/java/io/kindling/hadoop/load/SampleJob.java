package io.kindling.hadoop.load;

import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.WorkRefusedException;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.thread.DaemonThreads;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the storage nodes of a cluster make the ready samples of a set, or count those that are
 * there, each of what it owns. The share of a node that fails goes to the others; what was made is
 * found then. Run by one thread, cancelled by any.
 */
public final class SampleJob {

  private static final Logger LOG = LoggerFactory.getLogger(SampleJob.class);
  private static final int ROUNDS = 3;
  private static final SampleMaking.Made NOTHING = new SampleMaking.Made(0, 0, 0, 0, 0, List.of());
  private static final SampleMaking.Found NONE =
      new SampleMaking.Found(0, 0, SampleMaking.Missing.ALL, 0, 0, List.of());

  private final ClusterClient client;
  private final List<String> paths;
  private final String transform;
  private final LoadProgress progress;
  private final Map<NodeIdentity, SampleOrder.Sign> signs = new ConcurrentHashMap<>();
  private volatile boolean cancelled;

  /**
   * A job.
   *
   * @param paths of the set
   * @param progress told of parts of the set as if they were files
   */
  public SampleJob(
      ClusterClient client, List<String> paths, String transform, LoadProgress progress) {
    this.client = client;
    this.paths = List.copyOf(paths);
    this.transform = transform;
    this.progress = progress;
  }

  /** Ends the job soon; what was made stays. */
  public void cancel() {
    cancelled = true;
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Makes what is missing.
   *
   * @throws WorkRefusedException when a node says that a path or the transform is wrong
   * @throws FileNotFoundException when a node finds nothing at a path
   * @throws IOException when no node can make samples, or they fail again and again
   */
  public SampleMaking.Made run() throws IOException {
    return answers(SampleOrder.Act.MAKE, SampleOrder::made).stream()
        .reduce(NOTHING, SampleJob::sum);
  }

  /**
   * Counts what is there, and makes nothing.
   *
   * @throws WorkRefusedException when a node says that a path or the transform is wrong
   * @throws FileNotFoundException when a node finds nothing at a path
   * @throws IOException when no node can look for samples, or they fail again and again
   */
  public SampleMaking.Found find() throws IOException {
    return answers(SampleOrder.Act.FIND, SampleOrder::found).stream().reduce(NONE, SampleJob::sum);
  }

  /** What the nodes answer; nothing when the job is cancelled. */
  private <T> List<T> answers(SampleOrder.Act act, Reading<T> reading) throws IOException {
    List<StorageNodeInfo> makers = makers();
    IOException last = null;
    for (int round = 0; round < ROUNDS && !makers.isEmpty() && !cancelled; round++) {
      signs.clear();
      Round<T> asked = ask(makers, act, reading);
      if (asked.lost.isEmpty()) {
        progress.allFound();
        return asked.answers;
      }
      last = asked.failure;
      List<StorageNodeInfo> left = new ArrayList<>(makers);
      left.removeAll(asked.lost);
      makers = left;
    }
    if (cancelled) {
      return List.of();
    }
    throw new IOException(
        "ready samples were not %s: %s"
            .formatted(
                act == SampleOrder.Act.MAKE ? "made" : "looked for",
                last == null ? "no storage node is left" : last.getMessage()));
  }

  private List<StorageNodeInfo> makers() throws IOException {
    List<StorageNodeInfo> makers = new ArrayList<>();
    IOException reason = new IOException("the cluster has no storage node now");
    SampleOrder question =
        new SampleOrder(SampleOrder.Act.FIND, List.of(), "", new SampleMaking.Share(List.of(), 0));
    for (StorageNodeInfo node : client.table().nodes()) {
      try {
        byte[] ignored =
            client.operator().work(node, SampleWork.NAME, question.toBytes(), sign -> {});
        makers.add(node);
      } catch (IOException unable) {
        LOG.info("{} makes no ready samples: {}", node, unable.getMessage());
        reason = unable;
      }
    }
    if (makers.isEmpty()) {
      throw new IOException("no storage node can make ready samples: " + reason.getMessage());
    }
    return makers;
  }

  /** Reads the answer of a node. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(byte[] bytes) throws IOException;
  }

  /** What the nodes answered, and which of them did not. */
  private record Round<T>(
      List<T> answers, List<StorageNodeInfo> lost, @Nullable IOException failure) {}

  private <T> Round<T> ask(List<StorageNodeInfo> makers, SampleOrder.Act act, Reading<T> reading)
      throws IOException {
    List<NodeIdentity> identities = makers.stream().map(StorageNodeInfo::identity).toList();
    ExecutorService threads =
        Executors.newFixedThreadPool(makers.size(), DaemonThreads.numbered("kindling-samples-"));
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < makers.size(); i++) {
        StorageNodeInfo node = makers.get(i);
        SampleOrder order =
            new SampleOrder(act, paths, transform, new SampleMaking.Share(identities, i));
        running.add(threads.submit(() -> reading.of(ask(node, order))));
      }
      List<T> answers = new ArrayList<>();
      List<StorageNodeInfo> lost = new ArrayList<>();
      IOException failure = null;
      for (int i = 0; i < running.size(); i++) {
        try {
          answers.add(running.get(i).get());
        } catch (ExecutionException failed) {
          failure = failure(failed);
          LOG.warn("{} failed at ready samples: {}", makers.get(i), failure.getMessage());
          lost.add(makers.get(i));
        }
      }
      return new Round<>(answers, lost, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(
          "interrupted while storage nodes were asked for ready samples");
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a node refuses or does not find, the others would neither do nor find. */
  private static IOException failure(ExecutionException failed) throws IOException {
    if (failed.getCause() instanceof WorkRefusedException refused) {
      throw refused;
    }
    if (failed.getCause() instanceof FileNotFoundException nothing) {
      throw nothing;
    }
    return failed.getCause() instanceof IOException lost ? lost : new IOException(failed);
  }

  private byte[] ask(StorageNodeInfo node, SampleOrder order) throws IOException {
    return client
        .operator()
        .work(node, SampleWork.NAME, order.toBytes(), sign -> heard(node, sign));
  }

  private void heard(StorageNodeInfo node, byte[] sign) throws IOException {
    if (cancelled) {
      throw new InterruptedIOException("the job is cancelled");
    }
    signs.put(node.identity(), SampleOrder.Sign.of(sign));
    long parts = 0;
    long all = 0;
    long bytes = 0;
    long allBytes = 0;
    for (SampleOrder.Sign each : signs.values()) {
      parts += each.parts();
      all += each.all();
      bytes += each.bytes();
      allBytes += each.allBytes();
    }
    progress.isNow(parts, all, bytes, allBytes);
  }

  private static List<LoadProgress.Failure> both(
      List<LoadProgress.Failure> some, List<LoadProgress.Failure> others) {
    List<LoadProgress.Failure> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static SampleMaking.Found sum(SampleMaking.Found one, SampleMaking.Found other) {
    return new SampleMaking.Found(
        one.packs() + other.packs(),
        one.missing() + other.missing(),
        other.count() == SampleMaking.Missing.ALL ? one.count() : other.count(),
        one.samples() + other.samples(),
        one.bytes() + other.bytes(),
        both(one.failures(), other.failures()));
  }

  private static SampleMaking.Made sum(SampleMaking.Made one, SampleMaking.Made other) {
    return new SampleMaking.Made(
        one.packs() + other.packs(),
        one.made() + other.made(),
        one.samples() + other.samples(),
        one.undecodable() + other.undecodable(),
        one.bytes() + other.bytes(),
        both(one.failures(), other.failures()));
  }
}
