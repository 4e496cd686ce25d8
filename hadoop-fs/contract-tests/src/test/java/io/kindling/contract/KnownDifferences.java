package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file {@code differences.tsv}, the one place where a difference between cache and bare store
 * is admitted. A line without a difference is as wrong as a difference without a line; {@code
 * -Dkindling.write-docs=true} takes such lines out.
 */
final class KnownDifferences {

  private final Path file;
  private final List<KnownDifference> all;

  private KnownDifferences(Path file, List<KnownDifference> all) {
    this.file = file;
    this.all = all;
  }

  static KnownDifferences read(Path file) throws IOException {
    List<KnownDifference> all = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        all.add(KnownDifference.parse(line));
      }
    }
    return new KnownDifferences(file, all);
  }

  /** The first line about a difference. */
  KnownDifference of(Difference difference) {
    return all.stream()
        .filter(known -> known.covers(difference))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not admitted: " + difference));
  }

  /** Fails when a result differs from the file in either direction. */
  void check(SuiteResult result) {
    assertThat(result.differences())
        .as("cases that end otherwise through the cache and are not in %s", file)
        .filteredOn(difference -> all.stream().noneMatch(known -> known.covers(difference)))
        .isEmpty();
    assertThat(stale(result))
        .as("lines of %s whose cases are as on the bare store now: remove them", file)
        .isEmpty();
  }

  /** Removes the lines that a result does not bear out. */
  void removeStale(SuiteResult result) throws IOException {
    List<KnownDifference> stale = stale(result);
    if (!stale.isEmpty()) {
      List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
      lines.removeIf(
          line ->
              !line.isBlank()
                  && !line.startsWith("#")
                  && stale.contains(KnownDifference.parse(line)));
      Files.write(file, lines, StandardCharsets.UTF_8);
      all.removeAll(stale);
    }
  }

  /** Lines for every store or access are borne out by any of them, so only narrow ones are told. */
  private List<KnownDifference> stale(SuiteResult result) {
    List<Difference> differences = result.differences();
    return all.stream()
        .filter(known -> !known.store().equals("*"))
        .filter(
            known ->
                result.cached().keySet().stream()
                    .anyMatch(access -> known.isAbout(result.store(), access, result.suite())))
        .filter(known -> differences.stream().noneMatch(known::covers))
        .toList();
  }
}
