package io.kindling.command.doctor;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import io.kindling.cache.node.NodeTrial;
import io.kindling.command.output.Quantities;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * Looks whether a stand-alone storage node could start on this host, with this configuration and
 * the flags that {@code bin/kindling} would give it: a JVM is started with them, and no node.
 */
public final class NodeStartCheck {

  /** System property by which {@code bin/kindling} tells the flags of a node, between blanks. */
  public static final String FLAGS = "kindling.node.flags";

  private static final String SUBJECT = "a node on this host";
  private static final String MEND =
      "KINDLING_HEAP and KINDLING_OPTS set the flags of its JVM; of no account where no node is to"
          + " start";
  private static final long LIMIT_SECONDS = 60;
  private static final int MOST_LINES = 3;

  private NodeStartCheck() {}

  /**
   * Tries it.
   *
   * @param flags of a node's JVM, between blanks
   * @param grade of what would keep a node from starting
   */
  public static List<Finding> run(Configuration configuration, String flags, Finding.Grade grade)
      throws IOException {
    Path answer = Files.createTempFile("kindling-doctor-", ".bin");
    Path printed = Files.createTempFile("kindling-doctor-", ".txt");
    try {
      Process process = start(flags, answer, printed);
      boolean told = tell(process, options(configuration));
      if (await(process) != 0 || !told) {
        return List.of(
            new Finding(grade, SUBJECT, "its JVM does not start: " + firstLines(printed), MEND));
      }
      try (DataInputStream input = new DataInputStream(Files.newInputStream(answer))) {
        return findings(NodeTrial.readFrom(input), grade);
      }
    } finally {
      Files.delete(answer);
      Files.delete(printed);
    }
  }

  private static Process start(String flags, Path answer, Path printed) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : flags.trim().split("\\s+", -1)) {
      if (!flag.isEmpty()) {
        command.add(flag);
      }
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            NodeTrialMain.class.getName(),
            answer.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(printed.toFile())
        .start();
  }

  /** False when the JVM does not read, as one that refuses its flags; what it prints says why. */
  private static boolean tell(Process process, Properties options) {
    try (Writer input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
      options.store(input, null);
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private static Properties options(Configuration configuration) {
    Properties options = new Properties();
    for (Option<?> option : CacheOptions.ALL) {
      String value = configuration.get(option.key());
      if (value != null) {
        options.setProperty(option.key(), value);
      }
    }
    return options;
  }

  private static int await(Process process) throws IOException {
    try {
      if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new IOException(
          "a JVM with the flags of a node did not end within %d s".formatted(LIMIT_SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a JVM was tried");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLines(Path printed) throws IOException {
    List<String> lines = Files.readAllLines(printed, StandardCharsets.ISO_8859_1);
    return String.join("; ", lines.subList(0, Math.min(MOST_LINES, lines.size())));
  }

  private static List<Finding> findings(NodeTrial trial, Finding.Grade grade) {
    List<Finding> findings = new ArrayList<>();
    trial.problems().forEach(each -> findings.add(new Finding(grade, SUBJECT, each, MEND)));
    if (findings.isEmpty()) {
      findings.addAll(JvmCheck.look(SUBJECT, trial.process(), JvmCheck.Place.ALONE));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.good(
              SUBJECT,
              "could start: Java %s, heap of %s, direct memory of %s, memory tier of %s"
                  .formatted(
                      trial.process().java(),
                      Quantities.bytes(trial.process().heapLimit()),
                      Quantities.bytes(trial.process().limits().direct()),
                      Quantities.bytes(trial.process().limits().tier()))));
    }
    return findings;
  }
}
