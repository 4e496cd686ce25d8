package io.kindling.cache.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * System properties that Ignite reads while a node starts and that have no setter in its
 * configuration. They are set while at least one node of this JVM starts, so that another Ignite of
 * the same JVM is not changed by ours; what the user has set is left alone.
 */
final class IgniteDefaults {

  private static final Map<String, String> VALUES =
      Map.of(
          // Stopping is ours: see IgniteMembership.
          "IGNITE_NO_SHUTDOWN_HOOK",
          "true",
          "IGNITE_UPDATE_NOTIFIER",
          "false",
          "IGNITE_NO_ASCII",
          "true",
          "IGNITE_PERFORMANCE_SUGGESTIONS_DISABLED",
          "true",
          "IGNITE_DUMP_THREADS_ON_FAILURE",
          "false",
          // Ignite would set a serial filter for the whole JVM, Spark's own streams included. Its
          // own streams are filtered by the list, which allows Ignite's classes and the JDK's.
          "IGNITE_ENABLE_OBJECT_INPUT_FILTER_AUTOCONFIGURATION",
          "false",
          "IGNITE_MARSHALLER_WHITELIST",
          "io/kindling/cache/cluster/ignite-classes.txt");

  private static final List<String> SET_BY_US = new ArrayList<>();
  private static int starting;

  private IgniteDefaults() {}

  /** A node begins to start. To be followed by one {@link #leave}. */
  static synchronized void enter() {
    if (starting++ == 0) {
      for (Map.Entry<String, String> value : VALUES.entrySet()) {
        if (System.getProperty(value.getKey()) == null && System.getenv(value.getKey()) == null) {
          System.setProperty(value.getKey(), value.getValue());
          SET_BY_US.add(value.getKey());
        }
      }
    }
  }

  /** A node has started or has failed to. */
  static synchronized void leave() {
    if (--starting == 0) {
      SET_BY_US.forEach(System::clearProperty);
      SET_BY_US.clear();
    }
  }
}
