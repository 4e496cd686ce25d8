package io.kindling.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The tests of one store: each suite compared with the bare store, and the page compared last. */
final class SuiteTests {

  private static final boolean WRITE = Boolean.getBoolean("kindling.write-docs");

  private final TestStore store;
  private final KnownDifferences known;
  private final SuitePage page;
  private final List<SuiteResult> results = new ArrayList<>();

  SuiteTests(TestStore store) throws IOException {
    Path root = Path.of(System.getProperty("kindling.root"));
    this.store = store;
    known =
        KnownDifferences.read(
            root.resolve("hadoop-fs/contract-tests/src/test/resources/differences.tsv"));
    page = new SuitePage(root.resolve("docs/contract-suites.md"), known);
  }

  /** All suites and the store's section of the page. */
  Stream<DynamicTest> all() {
    return Stream.concat(
        Suites.ALL.stream().map(this::suite),
        Stream.of(DynamicTest.dynamicTest("page", this::page)));
  }

  /** Some suites and their rows of the page. */
  Stream<DynamicTest> some(List<Class<?>> suites) {
    return suites.stream()
        .map(
            suite ->
                DynamicTest.dynamicTest(
                    suite.getSimpleName(),
                    () -> {
                      SuiteResult result = SuiteResult.run(suite, store);
                      known.check(result);
                      // The page is written by the run of all suites.
                      if (!WRITE) {
                        page.row(store, result);
                      }
                    }));
  }

  private DynamicTest suite(Class<?> suite) {
    return DynamicTest.dynamicTest(
        suite.getSimpleName(),
        () -> {
          SuiteResult result = SuiteResult.run(suite, store);
          results.add(result);
          if (WRITE) {
            known.removeStale(result);
          }
          known.check(result);
        });
  }

  private void page() throws IOException {
    page.section(store, results, WRITE);
  }
}
