package io.kindling.examples.inception;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.examples.process.ProcessGroup;
import io.kindling.examples.process.SparkHome;
import io.kindling.examples.process.StandaloneCluster;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packed Zoo runtime: unpacked, and used to train Inception as a user would. The full build
 * packs it before it comes to this module.
 */
@Tag("full")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ZooRuntimeIT {

  private static final Path ROOT = Path.of(System.getProperty("kindling.root"));

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void unpack() throws Exception {
    Path archive = only(ROOT.resolve("bigdl-loader/runtime/target"), ".tar.gz");
    run(List.of("tar", "xzf", archive.toString(), "-C", folder.toString()), Map.of());
    home = only(folder, "SNAPSHOT");
    for (int number = 0; number < 8; number++) {
      write("pictures/train/red/%d.png".formatted(number), new Color(200, number, 0));
      write("pictures/train/blue/%d.png".formatted(number), new Color(0, number, 200));
    }
    write("pictures/val/red/1.png", new Color(220, 0, 0));
    write("pictures/val/blue/1.png", new Color(0, 0, 220));
  }

  @Test
  void inceptionTrainsInOneJvm() throws Exception {
    String output = submit("local[2]", List.of());

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
              new SparkHome(home, List.of(jarOf(StandaloneCluster.class))),
              folder.resolve("work"),
              2,
              new StandaloneCluster.WorkerSize(1, "3g"));

      String output =
          submit(
              cluster.masterUrl(),
              List.of(
                  "--conf", "spark.cores.max=2",
                  "--conf", "spark.executor.cores=1",
                  "--conf", "spark.executor.memory=2g"));

      assertThat(output)
          .contains("storage nodes in 2 executors")
          .contains("iteration 2, loss")
          .contains("of 2 pictures");
    }
  }

  @Test
  void theArchiveForYarnHasItsJarsAtTheRoot() throws Exception {
    Path archive = only(ROOT.resolve("bigdl-loader/runtime/target"), "-yarn.zip");

    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile());
        Stream<Path> jars = Files.list(home.resolve("jars"))) {
      List<String> names = zip.stream().map(java.util.zip.ZipEntry::getName).sorted().toList();
      assertThat(names)
          .containsExactlyElementsOf(
              jars.map(jar -> jar.getFileName().toString()).sorted().toList());
    }
  }

  private String submit(String master, List<String> more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("bin/spark-submit").toString(),
                "--master",
                master,
                "--driver-memory",
                "2g",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.hadoop.fs.cache.memory.size=64m",
                "--conf",
                "spark.hadoop.fs.cache.mount.pictures=" + folder.resolve("pictures").toUri(),
                "--jars",
                jarOf(picocli.CommandLine.class).toString(),
                "--class",
                InceptionTraining.class.getName()));
    command.addAll(more);
    command.add(only(ROOT.resolve("examples/target"), "-SNAPSHOT.jar").toString());
    command.addAll(List.of("-f", "cache:///pictures", "-b", "2", "-i", "2", "--classNum", "2"));
    return run(command, Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  private String run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.environment().remove("SPARK_HOME");
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
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

  private void write(String name, Color colour) throws IOException {
    Path file = folder.resolve(name);
    BufferedImage picture = new BufferedImage(256, 256, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 256 * 256; i++) {
      picture.setRGB(i % 256, i / 256, colour.getRGB());
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
    // Files that changed a moment ago are not cached.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }
}
