package io.kindling.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs one of Hadoop's suites on one ground and notes how each case ended. */
final class SuiteRun implements TestExecutionListener {

  private final SortedMap<String, CaseOutcome> outcomes = new TreeMap<>();

  private SuiteRun() {}

  /** The cases of a suite by name, in the order of their names. */
  static SortedMap<String, CaseOutcome> of(Class<?> suite, TestStore store, Access access)
      throws IOException {
    // Hadoop's suites of links switch this on for the whole JVM; the order of suites must not tell.
    FileSystem.enableSymlinks();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .build());
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(suite)).build();
    SuiteRun run = new SuiteRun();
    Ground.with(
        store.empty(suite.getSimpleName(), access), access, () -> launcher.execute(request, run));
    return run.outcomes;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    if (test.isTest()) {
      outcomes.put(name(test), CaseOutcome.skipped(reason));
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
    if (!test.isTest() && !failed) {
      return;
    }
    outcomes.put(
        name(test),
        switch (result.getStatus()) {
          case SUCCESSFUL -> CaseOutcome.PASSED;
          case ABORTED ->
              CaseOutcome.skipped(result.getThrowable().map(Throwable::getMessage).orElse(""));
          case FAILED ->
              CaseOutcome.failed(
                  result.getThrowable().orElseGet(() -> new AssertionError("no reason given")));
        });
  }

  /** What tells a case from the others of its suite, parameters included. */
  private static String name(TestIdentifier test) {
    UniqueId id = test.getUniqueIdObject();
    StringBuilder name = new StringBuilder();
    for (UniqueId.Segment segment : id.getSegments().subList(2, id.getSegments().size())) {
      String value = segment.getValue();
      int parenthesis = value.indexOf('(');
      name.append(name.isEmpty() ? "" : "/")
          .append(parenthesis > 0 ? value.substring(0, parenthesis) : value);
    }
    return name.isEmpty() ? "(whole suite)" : name.toString();
  }
}
