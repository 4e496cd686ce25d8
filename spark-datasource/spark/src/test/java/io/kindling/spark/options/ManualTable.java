package io.kindling.spark.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.options.SourceOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A table of options in docs/images.md, between two marks. */
public final class ManualTable {
  private ManualTable() {}

  /**
   * Compares the table with the code, or writes it where the build says so.
   *
   * @param what as both marks have it: {@code options of writes}
   * @param owner the class that declares the options
   */
  public static void check(String what, Class<?> owner, List<SourceOption> options)
      throws IOException {
    Path manual = Path.of(System.getProperty("kindling.root"), "docs", "images.md");
    String text = Files.readString(manual);
    String first = "<!-- " + what + ": written by the build from " + owner.getName() + " -->\n";
    String last = "<!-- end of " + what + " -->";
    assertThat(text).contains(first, last);
    int begin = text.indexOf(first) + first.length();
    int end = text.indexOf(last);
    String table =
        "| Option | Default | Meaning |\n| --- | --- | --- |\n"
            + options.stream().map(ManualTable::row).collect(Collectors.joining());
    if (Boolean.getBoolean("kindling.write-docs")) {
      Files.writeString(manual, text.substring(0, begin) + table + text.substring(end));
    } else {
      assertThat(text.substring(begin, end))
          .as("docs/images.md; -Dkindling.write-docs=true writes it")
          .isEqualTo(table);
    }
  }

  private static String row(SourceOption option) {
    String byDefault = option.byDefault().isEmpty() ? "" : "`" + option.byDefault() + "` ";
    return "| `" + option.key() + "` | " + byDefault + "| " + option.meaning() + " |\n";
  }
}
