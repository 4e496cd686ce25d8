package io.kindling.cache.node;

import io.kindling.cache.cluster.Setting;
import io.kindling.cache.cluster.SettingsJournal;
import io.kindling.cache.cluster.SettingsMap;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.transfer.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * The settings of the cluster at a storage node: journalled where the node has a directory for
 * them, told to the other nodes, and given to the store as far as they are policies of paths. Safe
 * for any number of threads.
 */
final class NodeSettings implements KnownSettings.Source, Closeable {

  private final SettingsMap map;
  private final SettingsExchange exchange;
  private final NodeIdentity self;

  /**
   * What the journal holds; exchanged from {@link #start} on.
   *
   * @param peers connections to a node
   * @throws IOException when the journal cannot be read
   */
  NodeSettings(
      NodeIdentity self, Settings options, BlockStore store, Function<StorageNodeInfo, Peer> peers)
      throws IOException {
    String journal = options.get(CacheOptions.SETTINGS_DIRECTORY);
    this.self = self;
    this.map =
        new SettingsMap(
            self,
            journal.isEmpty() ? SettingsJournal.none() : SettingsJournal.in(Path.of(journal)));
    this.exchange = new SettingsExchange(map, self, peers);
    PolicySettings.follow(map, store);
    map.addListener(this::settingChanged);
  }

  private void settingChanged(Setting setting) {
    if (setting.writer().equals(self)) {
      exchange.written(setting);
    }
  }

  /** Begins to compare with other nodes. */
  void start() {
    exchange.start();
  }

  /** There is a new owner table. */
  void changed(OwnerTable table) {
    exchange.changed(table);
  }

  /** What is set; what is written to it is told to all. */
  SettingsMap map() {
    return map;
  }

  @Override
  public long changes() {
    return map.changes();
  }

  @Override
  public Map<String, byte[]> values() {
    return map.values();
  }

  /** What others set is told to this node. */
  @Override
  public void ask() {}

  @Override
  public void close() {
    exchange.close();
  }
}
