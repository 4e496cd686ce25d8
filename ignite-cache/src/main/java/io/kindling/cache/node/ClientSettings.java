package io.kindling.cache.node;

import io.kindling.cache.cluster.Setting;
import io.kindling.cache.cluster.SettingsJournal;
import io.kindling.cache.cluster.SettingsMap;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client asks of storage nodes about settings, each over a connection to any of them, and
 * the policies of paths that it learned so. Safe for any number of threads.
 */
final class ClientSettings {

  private volatile Known known = new Known(0, 0, Map.of(), PathPolicies.NONE);

  /** What is set, its digest, and how often it was heard anew. */
  private record Known(
      long changes, long digest, Map<String, byte[]> values, PathPolicies policies) {}

  /** The policies as of the last {@link #follow}. */
  PathPolicies policies() {
    return known.policies;
  }

  /** All settings as of the last {@link #follow}. */
  Map<String, byte[]> values() {
    return known.values;
  }

  /** Rises whenever {@link #follow} heard of a change. */
  long changes() {
    return known.changes;
  }

  /**
   * Asks for what has changed.
   *
   * @return whether anything had
   */
  synchronized boolean follow(Connection connection) throws IOException {
    List<Setting> changed = SettingsExchange.ask(connection, known.digest, List.of());
    if (changed.isEmpty()) {
      return false;
    }
    SettingsMap all = new SettingsMap(NodeIdentity.random(), SettingsJournal.none());
    var ignored = all.merge(changed);
    Map<String, byte[]> values = Map.copyOf(all.values());
    known = new Known(known.changes + 1, all.digest(), values, PolicySettings.in(all));
    return true;
  }

  /** All settings as the node knows them; removed keys are left out. */
  static Map<String, byte[]> read(Connection connection) throws IOException {
    Map<String, byte[]> values = new TreeMap<>();
    for (Setting setting : SettingsExchange.ask(connection, 0, List.of())) {
      if (setting.kind() == Setting.Kind.VALUE) {
        values.put(setting.key(), setting.value());
      }
    }
    return values;
  }

  /**
   * Has a node write a setting for all.
   *
   * @return why it refused; empty when it did not
   */
  static String write(Connection connection, String key, Setting.Kind kind, byte[] value)
      throws IOException {
    ByteBuffer fields =
        connection.begin(NodeOperation.WRITE_SETTING, 4 * key.length() + 8 + value.length);
    Wire.putText(fields, key);
    fields.put((byte) kind.ordinal()).put(value);
    connection.send();
    ByteBuffer answer = connection.receive();
    return answer.get() == NodeOperation.WANTED ? "" : Wire.getText(answer);
  }
}
