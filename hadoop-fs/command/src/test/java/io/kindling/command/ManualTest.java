package io.kindling.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The examples of docs/command.md, in their order, in a cluster like the one that they assume. */
class ManualTest {

  private static final Pattern EXIT = Pattern.compile("\\s+# exits with (\\d+)$");

  private static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    Path page = Path.of(System.getProperty("kindling.root"), "docs", "command.md");
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith("$ kindling ")) {
        examples.add(line.substring("$ kindling ".length()));
      }
    }
    return examples;
  }

  @Test
  void everyExampleOfTheManualRuns(@TempDir Path folder) throws IOException {
    try (NodeInThisJvm node = new NodeInThisJvm(folder)) {
      for (int i = 0; i < 5; i++) {
        node.put("train/" + i + ".jpg", 100_000);
      }
      Path list = Files.writeString(folder.resolve("list.txt"), "/photos/train/0.jpg\n");
      String job = "";
      for (String example : examples()) {
        // These run until they are stopped: KindlingProcessesIT starts one.
        if (example.startsWith("node")) {
          continue;
        }
        Matcher exit = EXIT.matcher(example);
        int expected = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
        String text =
            EXIT.matcher(example)
                .replaceFirst("")
                .replace("list.txt", list.toString())
                .replace("failed.txt", folder.resolve("failed.txt").toString())
                .replace("s3a://bucket/photos", node.store().toUri().toString())
                .replace("4f1c22ab", job);
        CommandRun run = node.run(text.split(" +", -1));
        assertThat(run.exitCode()).as(example + "\n" + run.out() + run.err()).isEqualTo(expected);
        if (job.isEmpty() && example.startsWith("load")) {
          job = node.run("jobs", "--json").json().get("jobs").get(0).get("job").asText();
        }
      }
    }
  }

  @Test
  void everyVerbHasAnExample() throws IOException {
    List<String> examples = examples();
    for (String verb : new CommandLine(Kindling.command()).getSubcommands().keySet()) {
      assertThat(examples).as(verb).anyMatch(example -> (example + " ").startsWith(verb + " "));
    }
  }
}
