package io.kindling.hadoop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of {@code docs/} that is made from declarations in the code. */
public final class ManualPage {

  private ManualPage() {}

  /** Compares a page with what it should be; with {@code kindling.write-docs} writes it first. */
  public static void assertSays(String name, String manual) throws IOException {
    Path page = Path.of(System.getProperty("kindling.root", "../.."), "docs", name);
    if (Boolean.getBoolean("kindling.write-docs")) {
      Files.writeString(page, manual);
    }
    assertThat(Files.readString(page))
        .as("docs/%s; write it anew with -Dkindling.write-docs=true", name)
        .isEqualTo(manual);
  }
}
