package io.kindling.cache.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kindling.cache.metrics.Fault;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.TierUse;
import io.kindling.cache.store.WorkingSetEstimate;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a cluster as the fields of a JSON object: {@code api/cluster}. For one thread. */
final class ViewJson {

  private static final int MOST_DEPARTURES = 200;

  private final JsonGenerator out;
  private final ClusterView view;

  ViewJson(JsonGenerator out, ClusterView view) {
    this.out = out;
    this.view = view;
  }

  /**
   * Writes all of it.
   *
   * @param recent what was read lately
   * @param writable whether who gives a token may change something
   */
  void write(ReadHistory.Steps recent, boolean writable) throws IOException {
    List<NodeReport> reports = view.reports();
    out.writeNumberField("taken", view.millis());
    out.writeStringField("cluster", view.id());
    out.writeStringField("epoch", Long.toString(view.epoch()));
    out.writeBooleanField("writable", writable);
    out.writeStringField("problem", view.problem());
    out.writeNumberField("capacity", reports.stream().mapToLong(NodeReport::capacity).sum());
    out.writeNumberField("used", reports.stream().mapToLong(NodeReport::used).sum());
    out.writeNumberField(
        "blocks",
        reports.stream()
            .flatMap(report -> report.tiers().stream())
            .mapToLong(TierUse::blocks)
            .sum());
    out.writeObjectFieldStart("clients");
    out.writeNumberField(
        "active", reports.stream().mapToInt(each -> each.clients().active()).sum());
    out.writeEndObject();
    recent(recent);
    MetricsSnapshot counters = view.counters();
    out.writeFieldName("reads");
    reads(counters);
    out.writeObjectFieldStart("packs");
    out.writeNumberField("here", counters.get(Metric.PACK_MEMORY_BYTES));
    out.writeNumberField("peer", counters.get(Metric.PACK_PEER_BYTES));
    out.writeNumberField("made", counters.get(Metric.PACK_MADE_BYTES));
    out.writeEndObject();
    nodes();
    workingSet(reports);
    hot();
    jobs();
    departures();
    faults(counters);
    paths();
  }

  private void recent(ReadHistory.Steps recent) throws IOException {
    out.writeObjectFieldStart("recent");
    out.writeNumberField("millis", span(recent));
    out.writeNumberField(
        "requested", recent.points().stream().mapToLong(ReadHistory.Point::requested).sum());
    out.writeNumberField(
        "underStore", recent.points().stream().mapToLong(ReadHistory.Point::underStore).sum());
    out.writeEndObject();
  }

  private static long span(ReadHistory.Steps steps) {
    long step = steps.step().toMillis();
    List<ReadHistory.Point> points = steps.points();
    return points.isEmpty()
        ? step
        : points.get(points.size() - 1).millis() - points.get(0).millis() + step;
  }

  private void reads(MetricsSnapshot counters) throws IOException {
    out.writeStartObject();
    out.writeNumberField("requested", counters.get(Metric.REQUESTED_BYTES));
    out.writeNumberField("memory", counters.get(Metric.MEMORY_BYTES));
    out.writeNumberField("disk", counters.get(Metric.DISK_BYTES));
    out.writeNumberField("peer", counters.get(Metric.PEER_BYTES));
    out.writeNumberField("underStore", counters.get(Metric.UNDER_STORE_BYTES));
    out.writeNumberField("served", counters.get(Metric.SERVED_BYTES));
    out.writeNumberField("fetched", counters.get(Metric.FETCHED_BYTES));
    out.writeEndObject();
  }

  private void nodes() throws IOException {
    out.writeArrayFieldStart("nodes");
    for (NodeAnswer<NodeReport> each : view.nodes()) {
      out.writeStartObject();
      out.writeStringField("identity", each.node().identity().toString());
      out.writeStringField("host", each.node().host());
      out.writeNumberField("port", each.node().transferPort());
      out.writeStringField("executor", each.node().executor());
      NodeReport report = each.answer();
      out.writeBooleanField("answers", report != null);
      if (report == null) {
        out.writeStringField("failure", failure(each.failure()));
      } else {
        node(report);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static String failure(@Nullable IOException failure) {
    return failure == null || failure.getMessage() == null
        ? String.valueOf(failure)
        : failure.getMessage();
  }

  private void node(NodeReport report) throws IOException {
    out.writeNumberField("pid", report.process().pid());
    out.writeStringField("user", report.process().user());
    out.writeStringField("java", report.process().java());
    out.writeNumberField("started", report.process().startedMillis());
    out.writeNumberField("heapUsed", report.process().heapUsed());
    out.writeNumberField("heapLimit", report.process().heapLimit());
    out.writeNumberField("members", report.members());
    out.writeNumberField("openHandles", report.openHandles());
    out.writeArrayFieldStart("tiers");
    for (TierUse tier : report.tiers()) {
      out.writeStartObject();
      out.writeStringField("name", tier.name());
      out.writeNumberField("capacity", tier.capacity());
      out.writeNumberField("used", tier.used());
      out.writeNumberField("blocks", tier.blocks());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeFieldName("reads");
    reads(report.counters());
  }

  /** The sizes of all nodes together, with the hit ratio that their reads would have had. */
  private void workingSet(List<NodeReport> reports) throws IOException {
    Map<Double, double[]> byFactor = new TreeMap<>();
    long reads = 0;
    for (NodeReport report : reports) {
      reads += report.workingSet().reads();
      for (WorkingSetEstimate.Point point : report.workingSet().points()) {
        double[] sum = byFactor.computeIfAbsent(point.factor(), factor -> new double[2]);
        sum[0] += point.bytes();
        sum[1] += point.hitRatio() * report.workingSet().reads();
      }
    }
    out.writeObjectFieldStart("workingSet");
    out.writeNumberField("reads", reads);
    out.writeArrayFieldStart("points");
    for (Map.Entry<Double, double[]> each : byFactor.entrySet()) {
      out.writeStartObject();
      out.writeNumberField("factor", each.getKey());
      out.writeNumberField("bytes", (long) each.getValue()[0]);
      out.writeNumberField("hitRatio", reads == 0 ? 0 : each.getValue()[1] / reads);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void hot() throws IOException {
    out.writeArrayFieldStart("hot");
    for (HotFolders.Hot each : view.hot()) {
      PathPolicy policy = view.policies().of(each.folder());
      out.writeStartObject();
      out.writeStringField("folder", each.folder());
      out.writeNumberField("bytesPerSecond", each.bytesPerSecond());
      out.writeBooleanField("pinned", policy.hold() == Hold.PINNED);
      out.writeStringField("policy", PolicyWords.of(policy));
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void jobs() throws IOException {
    out.writeArrayFieldStart("jobs");
    for (LoadJobView job : view.jobs()) {
      out.writeStartObject();
      out.writeStringField("id", job.id());
      out.writeStringField("state", job.state());
      out.writeStringField("host", job.host());
      out.writeStringField("user", job.user());
      out.writeNumberField("started", job.startedMillis());
      out.writeNumberField("updated", job.updatedMillis());
      out.writeNumberField("files", job.files());
      out.writeNumberField("filesDone", job.filesDone());
      out.writeNumberField("filesFailed", job.filesFailed());
      out.writeNumberField("bytes", job.bytes());
      out.writeNumberField("bytesDone", job.bytesDone());
      out.writeArrayFieldStart("paths");
      for (String path : job.paths()) {
        out.writeString(path);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void departures() throws IOException {
    out.writeArrayFieldStart("evictions");
    for (ClusterView.Left each :
        view.departures().subList(0, Math.min(MOST_DEPARTURES, view.departures().size()))) {
      out.writeStartObject();
      out.writeStringField("node", each.node().host() + ":" + each.node().transferPort());
      out.writeStringField("tier", each.departure().tier());
      out.writeStringField("folder", each.departure().folder());
      out.writeStringField("cause", each.departure().cause().name().toLowerCase(Locale.ROOT));
      out.writeNumberField("blocks", each.departure().blocks());
      out.writeNumberField("bytes", each.departure().bytes());
      out.writeNumberField("last", each.departure().lastMillis());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void faults(MetricsSnapshot counters) throws IOException {
    out.writeArrayFieldStart("faults");
    for (Metric metric : Metric.values()) {
      if (metric.isBad() && counters.get(metric) > 0) {
        out.writeStartObject();
        out.writeStringField("metric", metric.name());
        out.writeStringField("kind", metric.kind().name().toLowerCase(Locale.ROOT));
        out.writeNumberField("count", counters.get(metric));
        out.writeStringField("unit", metric.unit());
        out.writeStringField("meaning", metric.meaning());
        out.writeStringField("remedy", metric.remedy());
        lastFault(metric);
        out.writeEndObject();
      }
    }
    out.writeEndArray();
  }

  private void lastFault(Metric metric) throws IOException {
    String host = "";
    @Nullable Fault last = null;
    for (NodeAnswer<NodeReport> each : view.nodes()) {
      NodeReport report = each.answer();
      for (Fault fault : report == null ? List.<Fault>of() : report.faults()) {
        if (fault.metric() == metric && (last == null || fault.millis() > last.millis())) {
          last = fault;
          host = each.node().host() + ":" + each.node().transferPort();
        }
      }
    }
    out.writeStringField("text", last == null ? "" : last.text());
    out.writeStringField("host", host);
    out.writeNumberField("last", last == null ? 0 : last.millis());
  }

  private void paths() throws IOException {
    out.writeArrayFieldStart("mounts");
    for (ClusterView.MountView mount : view.mounts()) {
      out.writeStartObject();
      out.writeStringField("path", mount.path());
      out.writeStringField("store", mount.store());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("policies");
    for (Map.Entry<String, PathPolicy> each : view.policies().byPath().entrySet()) {
      String words = PolicyWords.of(each.getValue());
      out.writeStartObject();
      out.writeStringField("path", each.getKey());
      out.writeStringField("policy", words.isEmpty() ? "as everywhere" : words);
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
