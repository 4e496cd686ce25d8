package io.kindling.examples.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the notebooks, where Python can import what they need; PYTHON names another than python3.
 */
@Tag("full")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class NotebooksIT {

  private static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  @TempDir Path folder;

  static List<Notebook> all() throws IOException {
    return Notebook.all();
  }

  @BeforeAll
  static void lookForPySpark() throws Exception {
    String needed = "import pyspark, nbconvert, ipykernel, matplotlib, pandas, pyarrow, numpy";
    assumeTrue(run(List.of(PYTHON, "-c", needed)).status() == 0, PYTHON + " cannot " + needed);
  }

  @ParameterizedTest
  @MethodSource("all")
  void cellsRunFromTopToBottom(Notebook notebook) throws Exception {
    Result result =
        run(
            List.of(
                PYTHON,
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--ExecutePreprocessor.timeout=900",
                "--output-dir",
                folder.toString(),
                notebook.file().toString()));

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(folder.resolve(notebook.toString())).exists();
  }

  private record Result(int status, String output) {}

  private static Result run(List<String> command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Notebook.FOLDER.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException noPython) {
      return new Result(127, noPython.toString());
    }
  }
}
