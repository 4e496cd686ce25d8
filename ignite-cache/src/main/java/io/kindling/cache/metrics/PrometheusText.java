package io.kindling.cache.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counters in the text format of Prometheus, version 0.0.4. For one thread. */
public final class PrometheusText {

  /** What HTTP says of the text. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record Source(String labels, MetricsSnapshot counters) {}

  private final List<Source> sources = new ArrayList<>();

  /**
   * Adds the counters of a JVM.
   *
   * @param labels by which it is told apart from the others, in this order
   */
  public PrometheusText add(Map<String, String> labels, MetricsSnapshot counters) {
    StringBuilder text = new StringBuilder();
    labels.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? '{' : ',')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
    sources.add(new Source(text.isEmpty() ? "" : text.append('}').toString(), counters));
    return this;
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** All metrics of all that were added. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Metric metric : Metric.values()) {
      String name = metric.prometheusName();
      text.append("# HELP ").append(name).append(' ').append(metric.unit()).append(": ");
      text.append(metric.meaning().replace("\\", "\\\\")).append('\n');
      text.append("# TYPE ").append(name);
      text.append(metric.kind() == Metric.Kind.GAUGE ? " gauge\n" : " counter\n");
      for (Source source : sources) {
        text.append(name).append(source.labels).append(' ');
        text.append(source.counters.get(metric)).append('\n');
      }
    }
    return text.toString();
  }
}
