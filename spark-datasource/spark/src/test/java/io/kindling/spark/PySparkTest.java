package io.kindling.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that a Python user would write; only where PySpark can be imported. */
class PySparkTest {

  @Test
  @Tag("full")
  void picturesAreReadFromPython(@TempDir Path root) throws Exception {
    assumeTrue(run(List.of("python3", "-c", "import pyspark")).status == 0, "no PySpark here");
    new PictureFolder(root).writeClasses(2, 3);
    Path script =
        Path.of(
            System.getProperty("kindling.root"),
            "spark-datasource/spark/src/test/python/cachedimages.py");
    Result result =
        run(
            List.of(
                "python3",
                script.toString(),
                root.toString(),
                System.getProperty("java.class.path")));
    assertThat(result.output).contains("cachedimages read from Python by Spark");
    assertThat(result.status).isZero();
  }

  private record Result(int status, String output) {}

  private static Result run(List<String> command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException noPython) {
      return new Result(127, noPython.toString());
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), output);
  }
}
