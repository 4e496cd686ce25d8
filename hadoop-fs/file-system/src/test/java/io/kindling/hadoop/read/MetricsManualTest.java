package io.kindling.hadoop.read;

import io.kindling.cache.metrics.Metric;
import io.kindling.hadoop.config.ManualPage;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The manual of metrics is made from their declarations. */
class MetricsManualTest {

  @Test
  void manualSaysWhatTheCodeSays() throws IOException {
    ManualPage.assertSays("metrics.md", manual());
  }

  private static String manual() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # Metrics

        Written by `mvn verify -pl hadoop-fs/file-system -am -Dkindling.write-docs=true` from the declarations in the
        code, and compared with them in every build.

        Every JVM that reads or keeps blocks counts the same things. They are declared once, in `Metric`, and told in these
        ways:

        | Where | Under which name |
        | --- | --- |
        | Spark's metric system (driver and executors, all sinks of `metrics.properties`) | `plugin.io.kindling.spark.KindlingPlugin.requested_bytes` |
        | JMX | attribute `RequestedBytes` of `io.kindling:type=Metrics` |
        | Prometheus, this JVM | `kindling_requested_bytes_total` at `/metrics` of the [status page](status-page.md) |
        | Prometheus, all nodes and clients | the same at `/metrics/cluster`, with the labels `cluster`, `node`, `executor` and `of` (`node` or `clients`) |
        | `kindling status --counters`, `kindling doctor` | `REQUESTED_BYTES` |
        | Hadoop's `IOStatistics` of streams and file systems | see below |
        | Spark's SQL tab, for reads of `cachedimages` | bytes from this executor's memory, this executor's disk, other executors, the under store |

        The status page offers a dashboard for Grafana at `/grafana-dashboard.json`, for what Prometheus takes from `/metrics/cluster`.

        ## What adds up

        `REQUESTED_BYTES = MEMORY_BYTES + DISK_BYTES + PEER_BYTES + UNDER_STORE_BYTES` in each JVM whenever no read is in
        flight, and so in every sum of JVMs. The share of hits is `1 - UNDER_STORE_BYTES / REQUESTED_BYTES`.

        JVMs that are no storage nodes (a driver, `hadoop fs`, readers beside stand-alone nodes) tell a node every few seconds, and
        when they end, what they counted. So the sums of the status page hold all reads of the cluster. What a killed client read last is
        missing; an answer that is lost on the network may make a client tell some seconds of reads twice.

        `SERVED_BYTES` is what nodes gave to other JVMs. Over all of a cluster it is `PEER_BYTES + PACK_PEER_BYTES`, and more by what was
        read ahead in vain or was damaged on its way, less by what was read again from a small file that came with its status.

        Ready samples are not in `REQUESTED_BYTES`: they are counted as packs, `PACK_MEMORY_BYTES`, `PACK_PEER_BYTES` and
        `PACK_MADE_BYTES`. What making them reads is.

        ## All of them

        Kinds: a *counter* only rises, a *gauge* is what there is now, *trouble* is a counter that rises when something goes badly that
        the cache does without, *fault* one that rises when something is broken. `kindling doctor` warns of troubles and fails for faults.

        | Metric | Kind | Unit | Means | Normal | Otherwise |
        | --- | --- | --- | --- | --- | --- |
        """);
    for (Metric metric : Metric.values()) {
      text.append(
          "| `%s` | %s | %s | %s | %s | %s |\n"
              .formatted(
                  metric,
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.unit(),
                  metric.meaning(),
                  metric.normal(),
                  metric.remedy()));
    }
    text.append(
        """

        ## IOStatistics

        Of one stream while it is open, and of a file system for all its streams that are closed.

        | Statistic | Means |
        | --- | --- |
        """);
    for (StreamStatistic statistic : StreamStatistic.values()) {
      text.append("| `%s` | %s |\n".formatted(statistic.key(), statistic.meaning()));
    }
    return text.toString();
  }
}
