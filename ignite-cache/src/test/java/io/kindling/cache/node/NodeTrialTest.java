package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTrialTest {

  private static NodeTrial trial(Map<String, String> options) {
    return NodeTrial.ofThisJvm(Settings.read(CacheOptions.ALL, options::get), "ann");
  }

  @Test
  void settingsThatFitHaveNoProblem(@TempDir Path folder) {
    NodeTrial trial =
        trial(
            Map.of(
                "fs.cache.memory.size", "16m",
                "fs.cache.buffer.size", "32m",
                "fs.cache.bind.host", "127.0.0.1",
                "fs.cache.disk.dirs", folder.resolve("to/come").toString(),
                "fs.cache.settings.directory", folder.toString()));
    assertThat(trial.problems()).isEmpty();
    assertThat(trial.process().user()).isEqualTo("ann");
    assertThat(trial.process().limits().wanted()).isEqualTo(48 << 20);
    assertThat(folder.resolve("to")).doesNotExist();
  }

  @Test
  void everyProblemIsToldWithTheWayOut(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    NodeTrial trial =
        trial(
            Map.of(
                "fs.cache.memory.size",
                "900g",
                "fs.cache.bind.host",
                "192.0.2.1",
                "fs.cache.disk.dirs",
                folder + "," + file.resolve("below"),
                "fs.cache.settings.directory",
                file.toString()));
    assertThat(trial.problems())
        .hasSize(4)
        .anySatisfy(
            each -> assertThat(each).contains("fs.cache.memory.size = 900g", "raise -XX:Max"))
        .anySatisfy(each -> assertThat(each).startsWith("fs.cache.disk.dirs: " + file + "/below"))
        .anySatisfy(each -> assertThat(each).startsWith("fs.cache.settings.directory: " + file))
        .anySatisfy(each -> assertThat(each).contains("192.0.2.1 is no address of this host"));
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    NodeTrial trial = trial(Map.of("fs.cache.memory.size", "900g"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    trial.writeTo(new DataOutputStream(bytes));
    NodeTrial read =
        NodeTrial.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read).isEqualTo(trial);
  }
}
