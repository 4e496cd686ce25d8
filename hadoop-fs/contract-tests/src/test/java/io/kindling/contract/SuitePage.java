package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/contract-suites.md}: a section per store, made from the results of its suites. */
final class SuitePage {

  private static final String MISSING =
      "run mvn verify -Pfull -pl hadoop-fs/contract-tests -am -Dkindling.write-docs=true";

  private final Path file;
  private final KnownDifferences known;

  SuitePage(Path file, KnownDifferences known) {
    this.file = file;
    this.known = known;
  }

  /** Compares the section of a store, or writes it anew. */
  void section(TestStore store, Collection<SuiteResult> results, boolean write) throws IOException {
    String page = Files.readString(file);
    String section = section(store, results);
    int start = page.indexOf(heading(store));
    assertThat(start).as("%s has no heading \"%s\"", file, heading(store)).isNotNegative();
    int next = page.indexOf("\n## ", start);
    int end = next < 0 ? page.length() : next + 1;
    if (write) {
      Files.writeString(file, page.substring(0, start) + section + page.substring(end));
    } else {
      assertThat(page.substring(start, end))
          .as("%s is stale; %s", file, MISSING)
          .isEqualTo(section);
    }
  }

  /** Checks that the page tells the result of one suite as it is. */
  void row(TestStore store, SuiteResult result) throws IOException {
    String page = Files.readString(file);
    String section = page.substring(page.indexOf(heading(store)));
    assertThat(section.lines()).as("%s is stale; %s", file, MISSING).contains(rowOf(result));
  }

  private String section(TestStore store, Collection<SuiteResult> results) {
    StringBuilder section = new StringBuilder(heading(store)).append("\n\n");
    section.append("| Suite | Cases | Pass | Skip | Fail |");
    Access.CACHED.forEach(access -> section.append(' ').append(access.title()).append(" |"));
    section.append("\n| --- | ---: | ---: | ---: | ---: |");
    section.append(" --- |".repeat(Access.CACHED.size())).append('\n');
    results.forEach(result -> section.append(rowOf(result)).append('\n'));
    section.append(totals(results)).append('\n');
    section.append(failures(results)).append(differences(results));
    return section.append('\n').toString();
  }

  private static String heading(TestStore store) {
    return "## Over " + store.title();
  }

  private static String rowOf(SuiteResult result) {
    return "| %s | %d | %d | %d | %d | %s |"
        .formatted(
            result.suite(),
            result.bare().size(),
            result.count(CaseOutcome.Kind.PASSED),
            result.count(CaseOutcome.Kind.SKIPPED),
            result.count(CaseOutcome.Kind.FAILED),
            Access.CACHED.stream()
                .map(access -> same(result.differences(access).size()))
                .collect(Collectors.joining(" | ")));
  }

  private static String same(long differences) {
    return differences == 0 ? "same" : differences + " differ";
  }

  private static String totals(Collection<SuiteResult> results) {
    return "| **all** | %d | %d | %d | %d | %s |"
        .formatted(
            results.stream().mapToLong(result -> result.bare().size()).sum(),
            total(results, CaseOutcome.Kind.PASSED),
            total(results, CaseOutcome.Kind.SKIPPED),
            total(results, CaseOutcome.Kind.FAILED),
            Access.CACHED.stream()
                .map(
                    access ->
                        same(
                            results.stream()
                                .mapToLong(result -> result.differences(access).size())
                                .sum()))
                .collect(Collectors.joining(" | ")));
  }

  private static long total(Collection<SuiteResult> results, CaseOutcome.Kind kind) {
    return results.stream().mapToLong(result -> result.count(kind)).sum();
  }

  /** What the store fails by itself, so that a reader need not look for it in the cache. */
  private static String failures(Collection<SuiteResult> results) {
    List<String> lines = new ArrayList<>();
    for (SuiteResult result : results) {
      List<String> failed =
          result.bare().entrySet().stream()
              .filter(entry -> entry.getValue().kind() == CaseOutcome.Kind.FAILED)
              .map(entry -> "`" + entry.getKey() + "`")
              .toList();
      if (!failed.isEmpty()) {
        lines.add(
            "- %s: %s"
                .formatted(
                    result.suite(),
                    failed.size() > 20
                        ? failed.size() + " of " + result.bare().size() + " cases"
                        : String.join(", ", failed)));
      }
    }
    return lines.isEmpty()
        ? ""
        : "\nThe bare store itself fails:\n\n" + String.join("\n", lines) + "\n";
  }

  private String differences(Collection<SuiteResult> results) {
    Map<KnownDifference, List<Difference>> byLine = new LinkedHashMap<>();
    results.stream()
        .flatMap(result -> result.differences().stream())
        .forEach(
            difference ->
                byLine
                    .computeIfAbsent(known.of(difference), line -> new ArrayList<>())
                    .add(difference));
    if (byLine.isEmpty()) {
      return "";
    }
    return Stream.concat(
            Stream.of(
                "\n| Suite | Case | Access | Bare | Cached | |",
                "| --- | --- | --- | --- | --- | --- |"),
            byLine.entrySet().stream().map(entry -> row(entry.getKey(), entry.getValue())))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(KnownDifference line, List<Difference> differences) {
    return "| %s | `%s`%s | %s | %s | %s | %s: %s |"
        .formatted(
            line.suite(),
            line.cases(),
            differences.size() == 1 ? "" : " (" + differences.size() + ")",
            distinct(differences.stream().map(difference -> difference.access().label())),
            distinct(differences.stream().map(difference -> kind(difference.bare()))),
            distinct(differences.stream().map(difference -> kind(difference.cached()))),
            line.intent().name().toLowerCase(java.util.Locale.ROOT),
            line.reason());
  }

  private static String kind(@org.jspecify.annotations.Nullable CaseOutcome outcome) {
    if (outcome == null) {
      return "did not run";
    }
    String error = outcome.error();
    return switch (outcome.kind()) {
      case PASSED -> "pass";
      case SKIPPED -> "skip";
      case FAILED -> error.substring(error.lastIndexOf('.') + 1);
    };
  }

  private static String distinct(Stream<String> texts) {
    return texts.filter(Objects::nonNull).distinct().sorted().collect(Collectors.joining(", "));
  }
}
