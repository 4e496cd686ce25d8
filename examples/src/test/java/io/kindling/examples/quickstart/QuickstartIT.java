package io.kindling.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way: S3 server, Spark standalone cluster, BigDL, storage nodes in two executors. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class QuickstartIT {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void theSecondTrialReadsNothingFromS3() throws Exception {
    Process quickstart = start("--smoke");

    assertThat(quickstart.waitFor()).as(said()).isZero();

    assertThat(row("GetObject requests")).containsExactly("48", "0");
    assertThat(row("HeadObject requests")).containsExactly("0", "0");
    assertThat(row("bytes from S3").get(1)).isEqualTo("0");
    assertThat(row("bytes sent by S3").get(1)).isEqualTo("0");
    assertThat(number(row("sample packs made").get(0))).isPositive();
    assertThat(row("sample packs made").get(1)).isEqualTo("0");
    assertThat(number(row("packs read in own memory").get(1))).isPositive();
    assertThat(row("loss at end"))
        .allSatisfy(loss -> assertThat(Double.valueOf(loss)).isPositive());
    assertThat(leftovers()).isEmpty();
  }

  @Test
  @Tag("full")
  void killingItLeavesNoProcess() throws Exception {
    Process quickstart = start("--smoke", "--iterations", "1000");
    try {
      await().atMost(Duration.ofMinutes(2)).until(() -> said().contains("loading"));
      List<ProcessHandle> all = quickstart.descendants().toList();
      // The S3 server, the master, two workers, the driver and one executor at least.
      assertThat(all).hasSizeGreaterThanOrEqualTo(6);

      quickstart.destroyForcibly().waitFor();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
    } finally {
      quickstart.destroyForcibly();
    }
  }

  @Test
  void aFolderWithoutPicturesEndsInOneLineThatNamesIt() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(start("--data", empty.toString()).waitFor()).isEqualTo(1);

    assertThat(said())
        .contains("quickstart: no pictures in " + empty)
        .contains("n01440764_10026.JPEG")
        .doesNotContain("\tat ");
  }

  /** Starts the program as the script does; what it says goes to a file. */
  private Process start(String... arguments) throws IOException {
    ClassPath classPath = ClassPath.read(TARGET.resolve("class-path"));
    List<String> jars = new ArrayList<>();
    classPath.own().forEach(jar -> jars.add(jar.toString()));
    classPath.spark().forEach(jar -> jars.add(jar.toString()));
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Dlog4j.configuration=quickstart-log4j.properties");
    line.addAll(List.of("-cp", String.join(File.pathSeparator, jars)));
    line.add(Quickstart.class.getName());
    line.addAll(List.of("--class-path", TARGET.resolve("class-path").toString()));
    line.addAll(List.of("--photographs", TARGET.resolve("photographs").toString()));
    line.addAll(List.of("--work", folder.resolve("work").toString()));
    line.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The values of a line of the table, one per trial. */
  private List<String> row(String measure) {
    String line =
        said()
            .lines()
            .filter(candidate -> candidate.startsWith("| " + measure + " "))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no line '" + measure + "' in:\n" + said()));
    String[] cells = line.split("\\|", -1);
    return Arrays.stream(cells, 2, cells.length - 1).map(String::strip).toList();
  }

  private static long number(String value) {
    return Long.parseLong(value.replace(",", ""));
  }

  /** Folders of runs that were not removed. */
  private List<Path> leftovers() throws IOException {
    try (var all = Files.list(folder.resolve("work"))) {
      return all.filter(path -> path.getFileName().toString().startsWith("run-")).toList();
    }
  }
}
