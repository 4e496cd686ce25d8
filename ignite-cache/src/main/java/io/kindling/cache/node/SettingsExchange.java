package io.kindling.cache.node;

import io.kindling.cache.cluster.Setting;
import io.kindling.cache.cluster.SettingsMap;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the settings of all nodes the same: what is written here is told to everybody at once, and
 * every few seconds, and whenever the table changes, this node compares with another one, chosen by
 * chance, so that what was missed is made up for. Safe for any number of threads.
 */
final class SettingsExchange implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsExchange.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final SettingsMap settings;
  private final NodeIdentity self;
  private final Function<StorageNodeInfo, Peer> peers;
  private volatile List<StorageNodeInfo> others = List.of();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-settings"));

  SettingsExchange(SettingsMap settings, NodeIdentity self, Function<StorageNodeInfo, Peer> peers) {
    this.settings = settings;
    this.self = self;
    this.peers = peers;
  }

  /** Begins to compare with other nodes every few seconds. */
  void start() {
    var ignored =
        worker.scheduleWithFixedDelay(
            this::compareWithOne, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** There are other nodes now. */
  void changed(OwnerTable table) {
    others = table.nodes().stream().filter(node -> !node.identity().equals(self)).toList();
    submit(this::compareWithOne);
  }

  /** Something was written here. */
  void written(Setting setting) {
    submit(() -> others.forEach(node -> tell(node, List.of(setting))));
  }

  private void submit(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closed while settings were exchanged");
    }
  }

  private void compareWithOne() {
    List<StorageNodeInfo> present = others;
    if (!present.isEmpty()) {
      StorageNodeInfo node = present.get(ThreadLocalRandom.current().nextInt(present.size()));
      List<Setting> theirs = tell(node, List.of());
      if (!theirs.isEmpty()) {
        merge(theirs);
        // What they lacked goes to them in turn; what they had costs nothing.
        var ignored = tell(node, settings.all());
      }
    }
  }

  private void merge(List<Setting> theirs) {
    try {
      var ignored = settings.merge(theirs);
    } catch (IOException unwritten) {
      LOG.warn("settings of the cluster cannot be kept: {}", unwritten.toString());
    }
  }

  /** Sends settings; what comes back is all the other has, if that is not the same as here. */
  private List<Setting> tell(StorageNodeInfo node, List<Setting> news) {
    try {
      return peers.apply(node).call("", connection -> ask(connection, settings.digest(), news));
    } catch (IOException | RuntimeException unavailable) {
      LOG.debug("no settings were exchanged with {}: {}", node, unavailable.toString());
      return List.of();
    }
  }

  /**
   * Asks a storage node over a connection.
   *
   * @param digest of the settings here; 0 to be told all
   * @param news settings that the node should have
   * @return all of the node's, when they are others than here
   */
  static List<Setting> ask(Connection connection, long digest, Collection<Setting> news)
      throws IOException {
    byte[] bytes = bytes(news);
    connection.begin(NodeOperation.SETTINGS, Long.BYTES + bytes.length).putLong(digest).put(bytes);
    connection.send();
    ByteBuffer answer = connection.receive();
    int code = answer.get();
    if (code != NodeOperation.WANTED) {
      throw new IOException(connection.peer() + " answered " + code + " in place of settings");
    }
    return read(answer);
  }

  static byte[] bytes(Collection<Setting> settings) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeInt(settings.size());
    for (Setting setting : settings) {
      setting.writeTo(output);
    }
    return bytes.toByteArray();
  }

  static List<Setting> read(ByteBuffer message) throws IOException {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    List<Setting> settings = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      settings.add(Setting.readFrom(input));
    }
    return settings;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
