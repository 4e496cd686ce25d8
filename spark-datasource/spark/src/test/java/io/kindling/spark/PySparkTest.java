package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.deploy.PythonRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that a Python user would write, started as {@code spark-submit} starts it. Runs where
 * PySpark of this line can be imported: {@code PYTHONPATH} leads to it, and {@code PYSPARK_PYTHON}
 * to another Python than {@code python3}.
 */
@Tag("full")
class PySparkTest {
  private static final String PYTHON =
      System.getenv().getOrDefault("PYSPARK_PYTHON", "python3").strip();

  @Test
  @Timeout(400)
  void picturesAreReadAndWrittenFromPython(@TempDir Path work) throws Exception {
    Result pyspark = run(work, List.of(PYTHON, "-c", "import pyspark; print(pyspark.__version__)"));
    assumeTrue(pyspark.status == 0, () -> "skipped, " + PYTHON + " says: " + pyspark.output);
    assumeTrue(
        line(pyspark.output).equals(line(org.apache.spark.package$.MODULE$.SPARK_VERSION())),
        () -> "skipped, PySpark is of another line: " + pyspark.output);
    Path pictures = work.resolve("pictures");
    new PictureFolder(pictures).writeClasses(2, 3);

    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(Arrays.asList(System.getProperty("kindling.jvm-flags").split(" ")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PythonRunner.class.getName(), script(), ""));
    command.addAll(List.of(pictures.toString(), work.resolve("written").toString()));
    Result result = run(work, command);

    assertThat(result.output).contains("cachedimages used from Python by Spark");
    assertThat(result.status).as(result.output).isZero();
  }

  private static String script() {
    return Path.of(
            System.getProperty("kindling.root"),
            "spark-datasource/spark/src/test/python/cachedimages.py")
        .toString();
  }

  /** Such as 3.5. */
  private static String line(String version) {
    String[] numbers = version.strip().split("\\.", 3);
    return numbers[0] + "." + numbers[numbers.length > 1 ? 1 : 0];
  }

  private record Result(int status, String output) {}

  private static Result run(Path work, List<String> command)
      throws IOException, InterruptedException {
    File output = Files.createTempFile(work, "output", ".txt").toFile();
    Process process;
    try {
      process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    } catch (IOException noPython) {
      return new Result(127, noPython.toString());
    }
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output.toPath());
    assertThat(ended).as(text).isTrue();
    return new Result(process.exitValue(), text);
  }
}
