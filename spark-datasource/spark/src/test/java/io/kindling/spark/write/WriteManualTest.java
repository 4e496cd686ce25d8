package io.kindling.spark.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.spark.options.SourceOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The manual's table of the options of writes is that of the code. */
class WriteManualTest {
  private static final String BEGIN =
      "<!-- options of writes: written by the build from io.kindling.spark.write.WriteOption -->\n";
  private static final String END = "<!-- end of options of writes -->";

  @Test
  void manualHasTheOptionsOfTheCode() throws IOException {
    Path manual = Path.of(System.getProperty("kindling.root"), "docs", "images.md");
    String text = Files.readString(manual);
    assertThat(text).contains(BEGIN, END);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("kindling.write-docs")) {
      Files.writeString(manual, text.substring(0, begin) + table() + text.substring(end));
    } else {
      assertThat(text.substring(begin, end))
          .as("docs/images.md; -Dkindling.write-docs=true writes it")
          .isEqualTo(table());
    }
  }

  private static String table() {
    return "| Option | Default | Meaning |\n| --- | --- | --- |\n"
        + WriteOption.ALL.stream().map(WriteManualTest::row).collect(Collectors.joining());
  }

  private static String row(SourceOption option) {
    String byDefault = option.byDefault().isEmpty() ? "" : "`" + option.byDefault() + "` ";
    return "| `" + option.key() + "` | " + byDefault + "| " + option.meaning() + " |\n";
  }
}
