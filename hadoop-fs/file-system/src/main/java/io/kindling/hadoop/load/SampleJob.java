package io.kindling.hadoop.load;

import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.WorkRefusedException;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.thread.DaemonThreads;
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
 * Has the storage nodes of a cluster make the ready samples of a set, each those that it owns. The
 * share of a node that fails goes to the others; what was made is found then. Run by one thread,
 * cancelled by any.
 */
public final class SampleJob {

  private static final Logger LOG = LoggerFactory.getLogger(SampleJob.class);
  private static final int ROUNDS = 3;
  private static final SampleMaking.Made NOTHING = new SampleMaking.Made(0, 0, 0, 0, 0, List.of());

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
   * @throws WorkRefusedException when a node says that the set or the transform is wrong
   * @throws IOException when no node can make samples, or they fail again and again
   */
  public SampleMaking.Made run() throws IOException {
    List<StorageNodeInfo> makers = makers();
    IOException last = null;
    for (int round = 0; round < ROUNDS && !makers.isEmpty() && !cancelled; round++) {
      signs.clear();
      Round made = make(makers);
      if (made.lost.isEmpty()) {
        progress.allFound();
        return made.all;
      }
      last = made.failure;
      List<StorageNodeInfo> left = new ArrayList<>(makers);
      left.removeAll(made.lost);
      makers = left;
    }
    if (cancelled) {
      return NOTHING;
    }
    throw new IOException(
        "ready samples were not made: " + (last == null ? "" : last.getMessage()));
  }

  private List<StorageNodeInfo> makers() throws IOException {
    List<StorageNodeInfo> makers = new ArrayList<>();
    IOException reason = new IOException("the cluster has no storage node now");
    SampleOrder question = new SampleOrder(List.of(), "", new SampleMaking.Share(List.of(), 0));
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

  /** What all nodes made, and which of them did not answer. */
  private record Round(
      SampleMaking.Made all, List<StorageNodeInfo> lost, @Nullable IOException failure) {}

  private Round make(List<StorageNodeInfo> makers) throws IOException {
    List<NodeIdentity> identities = makers.stream().map(StorageNodeInfo::identity).toList();
    ExecutorService threads =
        Executors.newFixedThreadPool(makers.size(), DaemonThreads.numbered("kindling-samples-"));
    try {
      List<Future<SampleMaking.Made>> running = new ArrayList<>();
      for (int i = 0; i < makers.size(); i++) {
        StorageNodeInfo node = makers.get(i);
        SampleOrder order =
            new SampleOrder(paths, transform, new SampleMaking.Share(identities, i));
        running.add(threads.submit(() -> make(node, order)));
      }
      SampleMaking.Made all = NOTHING;
      List<StorageNodeInfo> lost = new ArrayList<>();
      IOException failure = null;
      for (int i = 0; i < running.size(); i++) {
        try {
          all = sum(all, running.get(i).get());
        } catch (ExecutionException failed) {
          failure = failure(failed);
          lost.add(makers.get(i));
        }
      }
      return new Round(all, lost, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while ready samples were made");
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a node refuses it would refuse again, and so would the others. */
  private static IOException failure(ExecutionException failed) throws WorkRefusedException {
    if (failed.getCause() instanceof WorkRefusedException refused) {
      throw refused;
    }
    return failed.getCause() instanceof IOException lost ? lost : new IOException(failed);
  }

  private SampleMaking.Made make(StorageNodeInfo node, SampleOrder order) throws IOException {
    byte[] answer =
        client.operator().work(node, SampleWork.NAME, order.toBytes(), sign -> heard(node, sign));
    return SampleOrder.made(answer);
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

  private static SampleMaking.Made sum(SampleMaking.Made one, SampleMaking.Made other) {
    List<LoadProgress.Failure> failures = new ArrayList<>(one.failures());
    failures.addAll(other.failures());
    return new SampleMaking.Made(
        one.packs() + other.packs(),
        one.made() + other.made(),
        one.samples() + other.samples(),
        one.undecodable() + other.undecodable(),
        one.bytes() + other.bytes(),
        failures);
  }
}
