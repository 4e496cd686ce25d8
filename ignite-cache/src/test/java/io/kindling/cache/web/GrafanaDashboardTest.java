package io.kindling.cache.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kindling.cache.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard names nothing that is not counted, and leaves out nothing that is bad. */
class GrafanaDashboardTest {

  private static final Pattern NAME = Pattern.compile("kindling_[a-z_]+");

  private static final Set<String> DECLARED =
      Arrays.stream(Metric.values()).map(Metric::prometheusName).collect(Collectors.toSet());

  @Test
  void everyMetricThatItNamesIsDeclared() throws IOException {
    List<String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(expressions)
        .allSatisfy(
            expression -> {
              assertThat(names(expression)).isNotEmpty().isSubsetOf(DECLARED);
            });
  }

  @Test
  void countersAreShownByTheirChangeAndGaugesAsTheyAre() throws IOException {
    for (String expression : expressions()) {
      for (String name : names(expression)) {
        boolean changes =
            expression.contains("rate(" + name) || expression.contains("increase(" + name);
        assertThat(changes).as(expression).isEqualTo(name.endsWith("_total"));
      }
    }
  }

  @Test
  void everythingThatShouldStayAtZeroIsShown() throws IOException {
    List<String> shown = expressions().stream().flatMap(each -> names(each).stream()).toList();
    assertThat(shown)
        .containsAll(
            Arrays.stream(Metric.values())
                .filter(Metric::isBad)
                .map(Metric::prometheusName)
                .toList());
  }

  private static List<String> names(String expression) {
    return NAME.matcher(expression).results().map(MatchResult::group).toList();
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(StatusPage.class.getResourceAsStream("grafana-dashboard.json"));
        JsonParser parser = new JsonFactory().createParser(in)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME
            && (parser.currentName().equals("expr") || parser.currentName().equals("query"))) {
          JsonToken ignored = parser.nextToken();
          if (parser.getText().contains("kindling_")) {
            expressions.add(parser.getText());
          }
        }
      }
    }
    return expressions;
  }
}
