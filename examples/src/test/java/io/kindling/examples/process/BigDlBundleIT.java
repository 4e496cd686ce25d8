package io.kindling.examples.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundle for BigDL in a Spark 2.4 that has nothing else of ours but its class reader. */
@Tag("full")
@Timeout(300)
class BigDlBundleIT {
  private static final Path BUNDLE =
      Path.of(System.getProperty("kindling.root"), "bigdl-loader", "bundle", "target");
  private static final int PICTURES = 12;

  @TempDir Path work;

  @Test
  void jobReadsThroughTheNodesOfABundleThatCameByJars() throws Exception {
    writeData();
    Path job = jarOf(work.resolve("job.jar"), BigDlBundleJob.class);
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
                  arguments(cluster, job, result),
                  home.environment()));
      assertThat(submit.await()).as("exit code; %s", submit.lastLines(20)).isZero();
    }
    String read = "pictures " + PICTURES + "\n";
    assertThat(result).hasContent("nodes 2\n" + read + read + "lines 3\n");
  }

  private List<String> arguments(StandaloneCluster cluster, Path job, Path result)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master", cluster.masterUrl()));
    arguments.addAll(List.of("--jars", bundle().toString()));
    arguments.addAll(List.of("--class", BigDlBundleJob.class.getName()));
    for (String setting :
        List.of(
            "spark.driver.host=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.executor.memory=512m",
            "spark.executor.cores=1",
            "spark.scheduler.minRegisteredResourcesRatio=1.0",
            "spark.executor.extraJavaOptions=" + String.join(" ", JavaCommand.openingFlags()),
            "spark.hadoop.fs.cache.impl=io.kindling.hadoop.CachingFileSystem",
            "spark.hadoop.fs.cache.faults=strict",
            "spark.hadoop.fs.cache.memory.size=64m",
            "spark.hadoop.fs.cache.mount.data=" + work.resolve("data").toUri())) {
      arguments.addAll(List.of("--conf", setting));
    }
    arguments.addAll(List.of(job.toString(), result.toString()));
    return arguments;
  }

  private void writeData() throws IOException {
    Path lines = Files.createDirectories(work.resolve("data/lines")).resolve("numbers.txt");
    Files.writeString(lines, "one\ntwo\nthree\n");
    settle(lines);
    for (int number = 0; number < PICTURES; number++) {
      Path file = work.resolve("data/pictures/class-%d/%d.png".formatted(number % 3, number));
      Files.createDirectories(file.getParent());
      ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
      settle(file);
    }
  }

  /** Files that changed a moment ago are not cached. */
  private static void settle(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  /** The jars of this class path without those that the bundle brings. */
  private static List<Path> installation() throws IOException {
    Set<String> bundled =
        Files.readAllLines(BUNDLE.resolve("bundled.txt")).stream()
            .map(line -> line.strip().split(" ", 2)[0].split(":", -1))
            .filter(parts -> parts.length >= 5)
            .map(parts -> parts[1] + "-")
            .collect(Collectors.toSet());
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

  private static Path bundle() throws IOException {
    try (Stream<Path> jars = Files.list(BUNDLE)) {
      return jars.filter(
              jar -> jar.getFileName().toString().matches("kindling-bigdl-bundle-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path jarOf(Path jar, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = type.getResourceAsStream("/" + name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
