package io.kindling.examples.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.fixture.Ended;
import io.kindling.fixture.Jars;
import io.kindling.fixture.SettledFiles;
import io.kindling.fixture.SubmitArguments;
import io.kindling.fixture.ZooRuntime;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Examples in containers of YARN that have nothing but the archive of the Zoo runtime, submitted as
 * docs/bigdl.md says. The full build packs runtime and examples before.
 */
@Tag("full")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class YarnArchiveIT {

  private static final Map<String, Color> COLOURS =
      Map.of("red", Color.RED, "green", Color.GREEN, "blue", Color.BLUE, "gray", Color.GRAY);

  @TempDir Path folder;
  private SettledFiles pictures;
  private ZooRuntime runtime;
  private SmallYarn yarn;

  @BeforeEach
  void startYarn() throws Exception {
    pictures = new SettledFiles(folder.resolve("pictures"));
    for (Map.Entry<String, Color> each : COLOURS.entrySet()) {
      pictures.picture("val/%s/1.png".formatted(each.getKey()), 256, each.getValue());
      for (int number = 0; number < 8; number++) {
        pictures.picture("train/%s/%d.png".formatted(each.getKey(), number), 256, each.getValue());
      }
    }
    runtime = ZooRuntime.unpack(folder);
    yarn = SmallYarn.start();
    yarn.writeConfiguration(folder.resolve("conf"));
  }

  @AfterEach
  void stopYarn() throws Exception {
    if (yarn != null) {
      yarn.close();
    }
  }

  @Test
  void inceptionTrainsWithItsDriverInAContainer() throws Exception {
    String ignored =
        submit(
            onYarn("cluster")
                .job(
                    "io.kindling.examples.inception.InceptionTraining",
                    ZooRuntime.examples("examples"),
                    "-f",
                    "cache:///pictures",
                    "-b",
                    "2",
                    "-i",
                    "2",
                    "--classNum",
                    "4"));

    assertThat(String.join("\n", yarn.logs("stdout")))
        .contains("storage nodes in 2 executors")
        .contains("train: 32 pictures loaded")
        .contains("iteration 2, loss")
        .contains("Top1Accuracy")
        .contains("of 4 pictures");
    requireStorageNodes();
  }

  @Test
  void learningIsTransferredWithTheDriverOutsideOfYarn() throws Exception {
    String output =
        submit(
            onYarn("client")
                .settings("spark.driver.host", "127.0.0.1")
                .job(
                    "io.kindling.examples.transfer.TransferLearning",
                    ZooRuntime.examples("examples/zoo"),
                    "-f",
                    "cache:///pictures/train",
                    "-b",
                    "4",
                    "-e",
                    "1"));

    assertThat(output)
        .contains("storage nodes in 2 executors")
        .contains("the network learns 16 pictures")
        .contains("accuracy on the other 2 classes");
    requireStorageNodes();
  }

  /** Two of the containers, none of them the driver's. */
  private void requireStorageNodes() throws IOException {
    assertThat(yarn.logs("stderr"))
        .filteredOn(log -> log.contains("MiB; its cluster "))
        .hasSize(2)
        .allMatch(log -> log.contains("storage node "));
  }

  private SubmitArguments onYarn(String deployMode) throws IOException {
    String java = System.getProperty("java.home");
    return new SubmitArguments()
        .option("--master", "yarn")
        .option("--deploy-mode", deployMode)
        .option("--driver-memory", "2g")
        .option("--executor-memory", "2g")
        .option("--num-executors", "2")
        .option("--executor-cores", "1")
        .option("--jars", Jars.of(CommandLine.class).toUri().toString())
        .settings("spark.yarn.archive", ZooRuntime.archiveForYarn().toUri().toString())
        .settings("spark.yarn.appMasterEnv.JAVA_HOME", java, "spark.executorEnv.JAVA_HOME", java)
        .settings("spark.yarn.stagingDir", folder.resolve("staging").toUri().toString())
        .settings("spark.ui.port", "0")
        .settings("spark.hadoop.fs.cache.memory.size", "64m")
        .settings("spark.hadoop.fs.cache.mount.pictures", pictures.uri());
  }

  private String submit(List<String> arguments) throws Exception {
    Ended ended =
        runtime.submit(arguments, Map.of("HADOOP_CONF_DIR", folder.resolve("conf").toString()));
    assertThat(ended.exitCode()).as(() -> ended.output() + "\n" + containers()).isZero();
    return ended.output();
  }

  private String containers() {
    try {
      return String.join("\n", yarn.logs("stderr"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
