package io.kindling.cache.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.metrics.PrometheusText;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeReport;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a status page answers programs: the fields of JSON objects, and metrics. */
final class PageData {

  /** What counts as lately in the summary. */
  private static final Duration LATELY = Duration.ofMinutes(5);

  private final PageSource source;
  private final boolean writable;

  PageData(PageSource source, boolean writable) {
    this.source = source;
    this.writable = writable;
  }

  void cluster(JsonGenerator out) throws IOException {
    ClusterView view = source.view();
    new ViewJson(out, view).write(source.history().lately(LATELY), writable);
  }

  void history(ReadHistory.Range range, JsonGenerator out) throws IOException {
    ReadHistory.Steps steps = source.history().steps(range);
    out.writeNumberField("now", System.currentTimeMillis());
    out.writeNumberField("step", step(steps));
    out.writeArrayFieldStart("points");
    for (ReadHistory.Point point : steps.points()) {
      out.writeStartArray();
      out.writeNumber(point.millis());
      out.writeNumber(point.requested());
      out.writeNumber(point.memory());
      out.writeNumber(point.disk());
      out.writeNumber(point.peer());
      out.writeNumber(point.underStore());
      out.writeEndArray();
    }
    out.writeEndArray();
  }

  /** In milliseconds; longer than planned where many nodes are asked more seldom. */
  private static long step(ReadHistory.Steps steps) {
    List<ReadHistory.Point> points = steps.points();
    long planned = steps.step().toMillis();
    if (points.size() < 2) {
      return planned;
    }
    long span = points.get(points.size() - 1).millis() - points.get(0).millis();
    return Math.max(planned, span / (points.size() - 1));
  }

  void counters(JsonGenerator out) throws IOException {
    MetricsSnapshot sum = source.view().counters();
    out.writeArrayFieldStart("counters");
    for (Metric metric : Metric.values()) {
      out.writeStartObject();
      out.writeStringField("name", metric.name());
      out.writeStringField("kind", metric.kind().name().toLowerCase(Locale.ROOT));
      out.writeBooleanField("bad", metric.isBad());
      out.writeNumberField("value", sum.get(metric));
      out.writeStringField("unit", metric.unit());
      out.writeStringField("meaning", metric.meaning());
      out.writeStringField("normal", metric.normal());
      out.writeStringField("remedy", metric.remedy());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  void configuration(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("options");
    for (ShownOption option : source.options()) {
      out.writeStartObject();
      out.writeStringField("key", option.key());
      out.writeStringField("value", option.value());
      out.writeBooleanField("set", option.set());
      out.writeStringField("meaning", option.meaning());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** The counters of this JVM. */
  String ownMetrics() {
    return new PrometheusText().add(Map.of(), source.ownCounters()).toString();
  }

  /** The counters of each node, and of the clients that told it theirs. */
  String clusterMetrics() throws IOException {
    ClusterView view = source.view();
    PrometheusText text = new PrometheusText();
    for (NodeAnswer<NodeReport> each : view.nodes()) {
      NodeReport report = each.answer();
      if (report != null) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("cluster", view.id());
        labels.put("node", each.node().host() + ":" + each.node().transferPort());
        labels.put("executor", each.node().executor());
        labels.put("of", "node");
        text.add(labels, report.counters());
        labels.put("of", "clients");
        text.add(labels, report.clients().counters());
      }
    }
    return text.toString();
  }
}
