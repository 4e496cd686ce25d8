package io.kindling.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.examples.inception.TrialResult;
import io.kindling.s3.RequestCounts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  @Test
  void hasAColumnPerTrialAndALinePerMeasure() {
    String table =
        ResultTable.of(List.of(report(1, 0.01, 320, 45_000_000), report(2, 0.002, 0, 0)));

    List<String> lines = table.lines().toList();
    assertThat(lines.get(0)).matches("\\| +\\| +trial 1 \\| +trial 2 \\|");
    assertThat(lines.get(1)).matches("\\|-+\\|-+:\\|-+:\\|");
    assertThat(lines).anyMatch(line -> line.matches("\\| learning rate +\\| +0.01 \\| +0.002 \\|"));
    assertThat(lines)
        .anyMatch(line -> line.matches("\\| seconds to load +\\| +2.50 \\| +2.50 \\|"));
    assertThat(lines).anyMatch(line -> line.matches("\\| images/s trained +\\| +6.4 \\| +6.4 \\|"));
    assertThat(lines).anyMatch(line -> line.matches("\\| GetObject requests +\\| +320 \\| +0 \\|"));
    assertThat(lines)
        .anyMatch(line -> line.matches("\\| bytes from S3 +\\| +45,000,000 \\| +0 \\|"));
    assertThat(lines.stream().map(String::length).distinct()).hasSize(1);
  }

  private static TrialReport report(int trial, double learningRate, long gets, long bytes) {
    Metrics metrics = new Metrics();
    metrics.add(Metric.UNDER_STORE_BYTES, bytes);
    return new TrialReport(
        new TrialResult(
            trial,
            learningRate,
            320,
            0,
            Duration.ofMillis(2500),
            256,
            Duration.ofSeconds(40),
            2.1f,
            1.9f),
        new RequestCounts(gets, 0, 1, 0, 0, 0, bytes),
        metrics.snapshot());
  }
}
