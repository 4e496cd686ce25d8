package io.kindling.cache.cluster;

import io.kindling.cache.placement.NodeIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The settings of the cluster (mounts, pins, times to live, quotas, policies) as one node knows
 * them. A map of registers of which the last write wins, merged key by key: nodes that were cut off
 * from each other agree again when they have exchanged what they have, in any order and any number
 * of times. Safe for any number of threads.
 */
public final class SettingsMap {

  /** All of them together fit into one message. */
  static final long MOST_BYTES = 8L << 20;

  private final NodeIdentity self;
  private final SettingsJournal journal;
  private final Map<String, Setting> settings = new TreeMap<>();
  private volatile long changes;
  private final List<Consumer<Setting>> listeners = new CopyOnWriteArrayList<>();

  /**
   * What the journal holds.
   *
   * @param self who writes here
   * @throws IOException when the journal cannot be read
   */
  public SettingsMap(NodeIdentity self, SettingsJournal journal) throws IOException {
    this.self = self;
    this.journal = journal;
    for (Setting setting : journal.read()) {
      settings.merge(setting.key(), setting, (one, other) -> other.replaces(one) ? other : one);
    }
    journal.rewrite(settings.values());
  }

  /** Adds a listener for every setting that changes from now on. It must not block. */
  public void addListener(Consumer<Setting> listener) {
    listeners.add(listener);
  }

  /** The value of a key. */
  public synchronized Optional<byte[]> get(String key) {
    Setting setting = settings.get(key);
    return setting == null || setting.kind() == Setting.Kind.REMOVED
        ? Optional.empty()
        : Optional.of(setting.value());
  }

  /** Rises whenever a setting changes. */
  public long changes() {
    return changes;
  }

  /** All that are set, by key. */
  public synchronized Map<String, byte[]> values() {
    Map<String, byte[]> values = new TreeMap<>();
    for (Setting setting : settings.values()) {
      if (setting.kind() == Setting.Kind.VALUE) {
        values.put(setting.key(), setting.value());
      }
    }
    return values;
  }

  /** All that is known, removed keys included. */
  public synchronized List<Setting> all() {
    return List.copyOf(settings.values());
  }

  private long bytes() {
    return settings.values().stream()
        .mapToLong(each -> each.key().length() + (long) each.length())
        .sum();
  }

  /** Adds up what is known: two maps with the same sum are the same, as good as surely. */
  public synchronized long digest() {
    long sum = settings.size();
    for (Setting setting : settings.values()) {
      long mixed = setting.key().hashCode() * 0x9E3779B97F4A7C15L + setting.version();
      sum += mixed * 0xBF58476D1CE4E5B9L + setting.writer().low();
    }
    return sum;
  }

  /**
   * Writes a value, for {@link #merge} by the other nodes.
   *
   * @return the setting, which is journalled
   * @throws IOException when it cannot be journalled; nothing has changed then
   */
  public Setting put(String key, byte[] value) throws IOException {
    return write(key, value, Setting.Kind.VALUE);
  }

  /** As {@link #put}, for a key that is to be gone. */
  public Setting remove(String key) throws IOException {
    return write(key, new byte[0], Setting.Kind.REMOVED);
  }

  private Setting write(String key, byte[] value, Setting.Kind kind) throws IOException {
    Setting written;
    synchronized (this) {
      Setting before = settings.get(key);
      // Time makes versions of different nodes comparable; the counter keeps them rising.
      long version =
          Math.max(System.currentTimeMillis(), before == null ? 0 : before.version() + 1);
      written = new Setting(key, version, self, value, kind);
      if (kind == Setting.Kind.VALUE && bytes() + key.length() + value.length > MOST_BYTES) {
        throw new IOException(
            "the settings have " + MOST_BYTES + " bytes already; " + key + " finds no room");
      }
      journal.append(List.of(written));
      settings.put(key, written);
      changes++;
    }
    listeners.forEach(listener -> listener.accept(written));
    return written;
  }

  /**
   * Takes over what is newer than what is known here.
   *
   * @return the settings that were news
   * @throws IOException when they cannot be journalled; nothing has changed then
   */
  public List<Setting> merge(Collection<Setting> others) throws IOException {
    List<Setting> news = new ArrayList<>();
    synchronized (this) {
      for (Setting other : others) {
        Setting known = settings.get(other.key());
        if (known == null || other.replaces(known)) {
          news.add(other);
        }
      }
      if (!news.isEmpty()) {
        journal.append(news);
        news.forEach(each -> settings.put(each.key(), each));
        changes++;
      }
    }
    news.forEach(each -> listeners.forEach(listener -> listener.accept(each)));
    return news;
  }
}
