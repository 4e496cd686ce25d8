package io.kindling.examples.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.fixture.Bundle;
import io.kindling.fixture.Jars;
import io.kindling.fixture.SettledFiles;
import io.kindling.fixture.SubmitArguments;
import java.awt.Color;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundle for BigDL in a Spark 2.4 that has nothing else of ours but its class reader. */
@Tag("full")
@Timeout(300)
class BigDlBundleIT {
  private static final Bundle BUNDLE =
      new Bundle(
          Path.of(System.getProperty("kindling.root"), "bigdl-loader", "bundle", "target"),
          "kindling-bigdl-bundle");
  private static final int PICTURES = 12;

  @TempDir Path work;

  @Test
  void jobReadsThroughTheNodesOfABundleThatCameByJars() throws Exception {
    SettledFiles data = new SettledFiles(work.resolve("data"));
    data.text("lines/numbers.txt", "one\ntwo\nthree\n");
    for (int number = 0; number < PICTURES; number++) {
      data.picture("pictures/class-%d/%d.png".formatted(number % 3, number), 32, Color.BLACK);
    }
    Path result = work.resolve("result.txt");
    try (ProcessGroup processes = new ProcessGroup(Path.of("target", "bigdl-bundle"))) {
      SparkHome home =
          SparkHome.create(work.resolve("spark"), installation(), List.of(ownClasses()));
      StandaloneCluster cluster =
          StandaloneCluster.start(
              processes, home, work, 2, new StandaloneCluster.WorkerSize(1, "640m"));
      ChildProcess submit =
          processes.start(
              "spark-submit",
              new JavaCommand(
                  "512m",
                  JavaCommand.openingFlags(),
                  home.classPath(),
                  "org.apache.spark.deploy.SparkSubmit",
                  arguments(cluster, data, result),
                  home.environment()));
      assertThat(submit.await()).as("exit code; %s", submit.lastLines(20)).isZero();
    }
    String read = "pictures " + PICTURES + "\n";
    assertThat(result).hasContent("nodes 2\n" + read + read + "lines 3\n");
  }

  private List<String> arguments(StandaloneCluster cluster, SettledFiles data, Path result)
      throws IOException {
    return new SubmitArguments()
        .option("--master", cluster.masterUrl())
        .option("--jars", BUNDLE.jar().toString())
        .settings("spark.driver.host", "127.0.0.1", "spark.ui.enabled", "false")
        .settings("spark.executor.memory", "512m", "spark.executor.cores", "1")
        .settings("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .settings("spark.executor.extraJavaOptions", String.join(" ", JavaCommand.openingFlags()))
        .settings("spark.hadoop.fs.cache.impl", "io.kindling.hadoop.CachingFileSystem")
        .settings("spark.hadoop.fs.cache.faults", "strict")
        .settings("spark.hadoop.fs.cache.memory.size", "64m")
        .settings("spark.hadoop.fs.cache.mount.data", data.uri())
        .job(
            BigDlBundleJob.class.getName(),
            Jars.pack(work.resolve("job.jar"), BigDlBundleJob.class),
            result.toString());
  }

  /** The jars of this class path without those that the bundle brings. */
  private static List<Path> installation() throws IOException {
    Set<String> bundled =
        BUNDLE.parts().stream().map(part -> part.artifact() + "-").collect(Collectors.toSet());
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(Files::isRegularFile)
        .filter(
            jar -> {
              String name = jar.getFileName().toString();
              boolean ours = name.startsWith("kindling-") && !name.startsWith("kindling-xbean");
              return !ours
                  && (name.startsWith("slf4j-") || bundled.stream().noneMatch(name::startsWith));
            })
        .toList();
  }

  /** What binds the processes to this one. */
  private static Path ownClasses() {
    return Path.of("target", "classes").toAbsolutePath();
  }
}
