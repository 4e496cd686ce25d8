package io.kindling.cache.node;

import io.kindling.cache.config.Settings;
import io.kindling.cache.transfer.HandshakeException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of the cluster as this JVM knows them without asking anybody: as a storage node of
 * its own map, as a client of what it heard a few seconds ago at most. Without a cluster there are
 * none. Safe for any number of threads.
 */
public final class KnownSettings {

  private static final Logger LOG = LoggerFactory.getLogger(KnownSettings.class);

  private final Settings options;
  private final String user;
  private volatile Current current = new Current(-1, Source.NONE);

  /** Where settings are heard of. */
  interface Source {

    /** Nobody tells. */
    Source NONE =
        new Source() {
          @Override
          public long changes() {
            return 0;
          }

          @Override
          public Map<String, byte[]> values() {
            return Map.of();
          }

          @Override
          public void ask() {}
        };

    /** Rises whenever a setting changes. */
    long changes();

    /** All that are set. */
    Map<String, byte[]> values();

    /** Sees to it that what others have set is known, if that is quickly done. */
    void ask();
  }

  private record Current(int generation, Source source) {}

  KnownSettings(Settings options, String user) {
    this.options = options;
    this.user = user;
  }

  private Source source() {
    int generation = KindlingProcess.generation();
    Current now = current;
    if (now.generation != generation) {
      now = new Current(generation, find());
      current = now;
    }
    return now.source;
  }

  private Source find() {
    try {
      return KindlingProcess.settingsSource(options, user);
    } catch (HandshakeException refused) {
      LOG.debug("no settings of the cluster: {}", refused.getMessage());
      return Source.NONE;
    }
  }

  /** Another number whenever a setting may have changed; costs next to nothing. */
  public long version() {
    Source source = source();
    return ((long) current.generation << 40) + source.changes();
  }

  /** All that are set, by key. */
  public Map<String, byte[]> values() {
    return source().values();
  }

  /**
   * Asks the cluster for what is not known here yet. A cluster that does not answer is no error.
   */
  public void ask() {
    source().ask();
  }
}
