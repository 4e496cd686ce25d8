package io.kindling.cache.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** The declared list, and the ways in which it is told. */
class MetricTest {

  @Test
  void everyMetricSaysWhatItIsAndTheBadOnesWhatToDo() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.unit()).as(metric.name()).isNotBlank();
      assertThat(metric.meaning()).as(metric.name()).isNotBlank();
      assertThat(metric.normal()).as(metric.name()).isNotBlank();
      if (metric.isBad()) {
        assertThat(metric.normal()).as(metric.name()).startsWith("0");
        assertThat(metric.remedy()).as(metric.name()).isNotBlank();
      }
    }
  }

  @Test
  void namesFollowTheRulesOfPrometheusAndAreUnique() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::prometheusName))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("kindling_[a-z_]+"));
    assertThat(Metric.REQUESTED_BYTES.prometheusName()).isEqualTo("kindling_requested_bytes_total");
    assertThat(Metric.BUFFER_BYTES.prometheusName()).isEqualTo("kindling_buffer_bytes");
    assertThat(Arrays.stream(Metric.values()).map(Metric::attributeName)).doesNotHaveDuplicates();
    assertThat(Metric.REQUESTED_BYTES.attributeName()).isEqualTo("RequestedBytes");
  }

  @Test
  void textOfPrometheusHasEachMetricOnceAndEachSourceBelowIt() {
    Metrics metrics = new Metrics();
    metrics.add(Metric.MEMORY_BYTES, 12);
    String text =
        new PrometheusText()
            .add(Map.of("node", "a \"b\"\\\n"), metrics.snapshot())
            .add(Map.of(), MetricsSnapshot.zero())
            .toString();
    assertThat(text)
        .contains(
            """
            # TYPE kindling_memory_bytes_total counter
            kindling_memory_bytes_total{node="a \\"b\\"\\\\\\n"} 12
            kindling_memory_bytes_total 0
            """);
    assertThat(text).contains("# TYPE kindling_memory_used_bytes gauge\n").endsWith("\n");
    assertThat(text.lines().filter(line -> line.startsWith("# HELP")))
        .hasSize(Metric.values().length);
  }

  @Test
  void countersAreInJmx() throws Exception {
    Metrics metrics = new Metrics();
    metrics.add(Metric.FETCHES, 3);
    MetricsBean.registerOnce(metrics::snapshot);
    MetricsBean.registerOnce(MetricsSnapshot::zero);
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName(MetricsBean.NAME);
    assertThat(server.getMBeanInfo(name).getAttributes()).hasSize(Metric.values().length);
    assertThat(server.getAttribute(name, "Fetches")).isEqualTo(3L);
    metrics.increment(Metric.FETCHES);
    assertThat(server.getAttribute(name, "Fetches")).isEqualTo(4L);
  }

  @Test
  void lastFaultOfEachCauseIsRemembered() {
    Metrics metrics = new Metrics();
    metrics.fault(Metric.PEER_FAILURES, "first");
    metrics.fault(Metric.PEER_FAILURES, "x".repeat(5_000));
    assertThat(metrics.snapshot().get(Metric.PEER_FAILURES)).isEqualTo(2);
    assertThat(metrics.faults()).hasSize(1);
    assertThat(metrics.faults().iterator().next().text()).startsWith("xxx").hasSizeLessThan(1_100);
  }

  @Test
  void gaugesAreLeftOutOfWhatIsToldToOthers() {
    Metrics metrics = new Metrics();
    metrics.gauge(Metric.REPLICAS_HELD, () -> 7);
    assertThat(metrics.snapshot().get(Metric.REPLICAS_HELD)).isEqualTo(7);
    assertThat(metrics.snapshot().withoutGauges().isZero()).isTrue();
    metrics.increment(Metric.FETCHES);
    assertThat(metrics.snapshot().withoutGauges().isZero()).isFalse();
    assertThat(metrics.snapshot().get(Metric.REPLICAS_HELD)).isEqualTo(7);
  }
}
