package io.kindling.examples.inception;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.examples.process.ProcessGroup;
import io.kindling.examples.process.SparkHome;
import io.kindling.examples.process.StandaloneCluster;
import io.kindling.fixture.Ended;
import io.kindling.fixture.Jars;
import io.kindling.fixture.SettledFiles;
import io.kindling.fixture.SubmitArguments;
import io.kindling.fixture.ZooRuntime;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The packed Zoo runtime: unpacked, and used to train Inception as a user would. The full build
 * packs it before it comes to this module.
 */
@Tag("full")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ZooRuntimeIT {

  @TempDir Path folder;
  private SettledFiles pictures;
  private ZooRuntime runtime;

  @BeforeEach
  void unpack() throws Exception {
    runtime = ZooRuntime.unpack(folder);
    pictures = new SettledFiles(folder.resolve("pictures"));
    for (int number = 0; number < 8; number++) {
      pictures.picture("train/red/%d.png".formatted(number), 256, new Color(200, number, 0));
      pictures.picture("train/blue/%d.png".formatted(number), 256, new Color(0, number, 200));
    }
    pictures.picture("val/red/1.png", 256, new Color(220, 0, 0));
    pictures.picture("val/blue/1.png", 256, new Color(0, 0, 220));
  }

  @Test
  void inceptionTrainsInOneJvm() throws Exception {
    String output = submit(at("local[2]"));

    assertThat(output)
        .contains("storage nodes in 1 executors")
        .contains("train: 16 pictures loaded")
        .contains("iteration 2, loss")
        .contains("Top1Accuracy")
        .contains("of 2 pictures");
  }

  @Test
  void inceptionTrainsInExecutorsOfACluster() throws Exception {
    try (ProcessGroup processes = new ProcessGroup(folder.resolve("logs"))) {
      StandaloneCluster cluster =
          StandaloneCluster.start(
              processes,
              new SparkHome(runtime.home(), List.of(Jars.of(StandaloneCluster.class))),
              folder.resolve("work"),
              2,
              new StandaloneCluster.WorkerSize(1, "3g"));

      String output =
          submit(
              at(cluster.masterUrl())
                  .settings("spark.cores.max", "2")
                  .settings("spark.executor.cores", "1")
                  .settings("spark.executor.memory", "2g"));

      assertThat(output)
          .contains("storage nodes in 2 executors")
          .contains("iteration 2, loss")
          .contains("of 2 pictures");
    }
  }

  @Test
  void theArchiveForYarnHasItsJarsAtTheRoot() throws Exception {
    try (ZipFile zip = new ZipFile(ZooRuntime.archiveForYarn().toFile());
        Stream<Path> jars = Files.list(runtime.home().resolve("jars"))) {
      List<String> names = zip.stream().map(ZipEntry::getName).sorted().toList();
      assertThat(names)
          .containsExactlyElementsOf(
              jars.map(jar -> jar.getFileName().toString()).sorted().toList());
    }
  }

  private SubmitArguments at(String master) throws IOException {
    return new SubmitArguments()
        .option("--master", master)
        .option("--driver-memory", "2g")
        .option("--jars", Jars.of(CommandLine.class).toString())
        .settings("spark.driver.host", "127.0.0.1", "spark.ui.enabled", "false")
        .settings("spark.hadoop.fs.cache.memory.size", "64m")
        .settings("spark.hadoop.fs.cache.mount.pictures", pictures.uri());
  }

  private String submit(SubmitArguments arguments) throws Exception {
    Ended ended =
        runtime.submit(
            arguments.job(
                InceptionTraining.class.getName(),
                ZooRuntime.examples("examples"),
                "-f",
                "cache:///pictures",
                "-b",
                "2",
                "-i",
                "2",
                "--classNum",
                "2"),
            Map.of());
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output();
  }
}
