package io.kindling.examples.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Examples in containers of YARN that have nothing but the archive of the Zoo runtime, submitted as
 * docs/bigdl.md says. The full build packs runtime and examples before.
 */
@Tag("full")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class YarnArchiveIT {

  private static final Path ROOT = Path.of(System.getProperty("kindling.root"));

  private static final Map<String, Color> COLOURS =
      Map.of("red", Color.RED, "green", Color.GREEN, "blue", Color.BLUE, "gray", Color.GRAY);

  @TempDir Path folder;
  private SmallYarn yarn;
  private Path home;

  @BeforeEach
  void startYarn() throws Exception {
    COLOURS.forEach(
        (name, colour) -> {
          write("pictures/val/%s/1.png".formatted(name), colour);
          for (int number = 0; number < 8; number++) {
            write("pictures/train/%s/%d.png".formatted(name, number), colour);
          }
        });
    Path archive = only(ROOT.resolve("bigdl-loader/runtime/target"), ".tar.gz");
    run(List.of("tar", "xzf", archive.toString(), "-C", folder.toString()), Map.of());
    home = only(folder, "SNAPSHOT");
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
    Path job = only(ROOT.resolve("examples/target"), "-SNAPSHOT.jar");
    submit(
        List.of("--deploy-mode", "cluster"),
        "io.kindling.examples.inception.InceptionTraining",
        job,
        List.of("-f", "cache:///pictures", "-b", "2", "-i", "2", "--classNum", "4"));

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
    Path job = only(ROOT.resolve("examples/zoo/target"), "-SNAPSHOT.jar");
    String output =
        submit(
            List.of("--deploy-mode", "client", "--conf", "spark.driver.host=127.0.0.1"),
            "io.kindling.examples.transfer.TransferLearning",
            job,
            List.of("-f", "cache:///pictures/train", "-b", "4", "-e", "1"));

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

  private String submit(List<String> mode, String main, Path job, List<String> arguments)
      throws Exception {
    String java = System.getProperty("java.home");
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/spark-submit").toString());
    command.addAll(List.of("--master", "yarn"));
    command.addAll(mode);
    command.addAll(List.of("--driver-memory", "2g", "--executor-memory", "2g"));
    command.addAll(List.of("--num-executors", "2", "--executor-cores", "1"));
    Path archive = only(ROOT.resolve("bigdl-loader/runtime/target"), "-yarn.zip");
    Map.of(
            "spark.yarn.archive",
            archive.toUri().toString(),
            "spark.yarn.appMasterEnv.JAVA_HOME",
            java,
            "spark.executorEnv.JAVA_HOME",
            java,
            "spark.yarn.stagingDir",
            folder.resolve("staging").toUri().toString(),
            "spark.ui.port",
            "0",
            "spark.hadoop.fs.cache.memory.size",
            "64m",
            "spark.hadoop.fs.cache.mount.pictures",
            folder.resolve("pictures").toUri().toString())
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--jars", jarOf(picocli.CommandLine.class).toUri().toString()));
    command.addAll(List.of("--class", main, job.toString()));
    command.addAll(arguments);
    return run(
        command, Map.of("JAVA_HOME", java, "HADOOP_CONF_DIR", folder.resolve("conf").toString()));
  }

  private String run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.environment().remove("SPARK_HOME");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    String containers = yarn == null ? "" : String.join("\n", yarn.logs("stderr"));
    assertThat(code).as("%s\n%s", output, containers).isZero();
    return output;
  }

  private static Path jarOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Path only(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
      assertThat(found).as("%s in %s", ending, folder).hasSize(1);
      return found.get(0);
    }
  }

  private void write(String name, Color colour) {
    Path file = folder.resolve(name);
    BufferedImage picture = new BufferedImage(256, 256, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 256, 256);
    graphics.dispose();
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(picture, "png", file.toFile());
      // Files that changed a moment ago are not cached.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
