package io.kindling.examples.quickstart;

import io.kindling.cache.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The table at the end of the quickstart: a line per measure, a column per trial, in Markdown. */
final class ResultTable {

  private record Line(String measure, Function<TrialReport, String> value) {}

  private static final List<Line> LINES =
      List.of(
          new Line("learning rate", report -> Double.toString(report.result().learningRate())),
          new Line("pictures loaded", report -> whole(report.result().pictures())),
          new Line("pictures dropped", report -> whole(report.result().dropped())),
          new Line(
              "seconds to load", report -> decimal(report.result().loading().toMillis() / 1e3, 2)),
          new Line("images/s trained", report -> decimal(report.result().picturesPerSecond(), 1)),
          new Line("loss at start", report -> decimal(report.result().lossAtStart(), 3)),
          new Line("loss at end", report -> decimal(report.result().lossAtEnd(), 3)),
          new Line("GetObject requests", report -> whole(report.requests().getObject())),
          new Line("HeadObject requests", report -> whole(report.requests().headObject())),
          new Line("ListObjects requests", report -> whole(report.requests().listObjects())),
          new Line("bytes sent by S3", report -> whole(report.requests().getObjectBytes())),
          new Line("bytes from S3", report -> count(report, Metric.UNDER_STORE_BYTES)),
          new Line("sample packs made", report -> count(report, Metric.PACKS_MADE)),
          new Line("packs read in own memory", report -> count(report, Metric.PACKS_HERE)),
          new Line("packs read from a peer", report -> count(report, Metric.PACKS_PEER)));

  private ResultTable() {}

  /** The table, without a line break at its end. */
  static String of(List<TrialReport> reports) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    reports.forEach(report -> head.add("trial " + report.result().trial()));
    rows.add(head);
    for (Line line : LINES) {
      List<String> row = new ArrayList<>(List.of(line.measure()));
      reports.forEach(report -> row.add(line.value().apply(report)));
      rows.add(row);
    }
    int first = rows.stream().mapToInt(row -> row.get(0).length()).max().orElseThrow();
    int other =
        rows.stream()
            .flatMap(row -> row.stream().skip(1))
            .mapToInt(String::length)
            .max()
            .orElseThrow();
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(line(row, first, other)));
    lines.add(
        1,
        "|"
            + "-".repeat(first + 2)
            + ("|" + "-".repeat(other + 1) + ":").repeat(reports.size())
            + "|");
    return String.join("\n", lines);
  }

  private static String line(List<String> row, int first, int other) {
    StringBuilder line = new StringBuilder("| ");
    line.append(row.get(0)).append(" ".repeat(first - row.get(0).length())).append(" |");
    for (String value : row.subList(1, row.size())) {
      line.append(' ').append(" ".repeat(other - value.length())).append(value).append(" |");
    }
    return line.toString();
  }

  private static String count(TrialReport report, Metric metric) {
    return whole(report.cache().get(metric));
  }

  private static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
