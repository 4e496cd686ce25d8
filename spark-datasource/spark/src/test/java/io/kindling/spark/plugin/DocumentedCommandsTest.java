package io.kindling.spark.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kindling.cache.config.Option;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Calls of spark-submit and lines of spark-defaults.conf on the pages are ones that Spark takes.
 */
class DocumentedCommandsTest {
  private static final Pattern SUBMIT = Pattern.compile("(?:^|/)spark-submit\\s+(.*)");
  private static final Pattern PROPERTY = Pattern.compile("^(spark\\.[\\w.]+)\\s+(\\S+)$");

  private final DocumentedKeys keys;
  private final Set<String> withValue = new HashSet<>();
  private final Set<String> alone = new HashSet<>();

  DocumentedCommandsTest() throws ReflectiveOperationException {
    keys = new DocumentedKeys();
    Class<?> parser = Class.forName("org.apache.spark.launcher.SparkSubmitOptionParser");
    Constructor<?> constructor = parser.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object options = constructor.newInstance();
    addAll(withValue, parser.getDeclaredField("opts"), options);
    addAll(alone, parser.getDeclaredField("switches"), options);
  }

  private static void addAll(Set<String> names, Field field, Object parser)
      throws ReflectiveOperationException {
    field.setAccessible(true);
    for (String[] aliases : (String[][]) field.get(parser)) {
      names.addAll(Arrays.asList(aliases));
    }
  }

  @Test
  void flagsAndSettingsOfSparkSubmitAreKnown() throws Exception {
    int calls = 0;
    for (Path page : UserPages.pages()) {
      for (String line : UserPages.codeLines(page).toList()) {
        Matcher submit = SUBMIT.matcher(line);
        if (submit.find()) {
          check(
              List.of(submit.group(1).trim().split("\\s+", -1)), page.getFileName() + ": " + line);
          calls++;
        }
      }
    }
    assertThat(calls).isGreaterThan(5);
  }

  @Test
  void linesOfSparkDefaultsAreKnown() throws Exception {
    List<String> checked = new ArrayList<>();
    for (Path page : UserPages.all()) {
      boolean template = page.endsWith("spark-defaults.conf.template");
      List<String> lines =
          template ? UserPages.read(page).lines().toList() : UserPages.codeLines(page).toList();
      for (String line : lines) {
        Matcher property = PROPERTY.matcher(line.trim());
        if (property.matches()) {
          check(property.group(1), property.group(2), page.getFileName() + ": " + line);
          checked.add(line);
        }
      }
    }
    assertThat(checked).hasSizeGreaterThan(10);
  }

  private void check(List<String> words, String where) {
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (withValue.contains(word)) {
        at++;
        assertThat(words).as("%s: %s wants a value", where, word).hasSizeGreaterThan(at);
        assertThat(words.get(at)).as(where).doesNotStartWith("-");
        if (word.equals("--conf")) {
          String[] setting = words.get(at).split("=", 2);
          assertThat(setting).as("%s: KEY=VALUE", where).hasSize(2);
          check(setting[0], setting[1], where);
        }
      } else {
        boolean option = word.startsWith("-") && !alone.contains(word);
        assertThat(option).as("%s: %s is no option of spark-submit", where, word).isFalse();
      }
    }
  }

  private void check(String key, String value, String where) {
    assertThat(keys.isKnown(key)).as("%s: something reads %s", where, key).isTrue();
    Option<?> option = keys.option(key);
    if (option != null) {
      assertThatCode(() -> assertThat(option.parser().apply(value)).isNotNull())
          .as("%s: %s is %s", where, value, option.form())
          .doesNotThrowAnyException();
    }
    if (value.startsWith("io.kindling.")) {
      assertThatCode(() -> Class.forName(value)).as(where).doesNotThrowAnyException();
    }
  }
}
