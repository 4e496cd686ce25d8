package io.kindling.cache.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.cache.config.CacheOptions.PageMode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page in a headless Chromium, which has to be installed ({@code apt-get install chromium});
 * without it this is skipped. Screenshots are left in {@code target/screenshots}.
 */
@Timeout(120)
class BrowserTest {

  private static final Logger LOG = LoggerFactory.getLogger(BrowserTest.class);
  private static final int PATIENCE_SECONDS = 90;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NOTICE = "document.getElementById('notice').textContent";
  private static final String TOKEN = "the-token";
  private static final String HOT = "s3a://photos/imagenet/train/n01440764/";

  /** Clicks the one button of a name that is seen, within whatever holds a text. */
  private static final String CLICK =
      """
      ((label, within) => {
        const seen = [...document.querySelectorAll("button")].filter((each) =>
          each.textContent === label && each.checkVisibility()
            && (within === "" || each.closest(".item, dialog, form").textContent.includes(within)));
        if (seen.length !== 1) throw new Error(seen.length + " buttons " + label + " in " + within);
        const button = seen[0];
        button.scrollIntoView({ block: "center", behavior: "instant" });
        const place = button.getBoundingClientRect();
        const top = document.elementFromPoint(place.left + place.width / 2, place.top + place.height / 2);
        if (top !== button) throw new Error(label + " is covered by " + (top && top.outerHTML));
        button.click();
        return label;
      })("%s", "%s")\
      """;

  private static String browser = "";

  @TempDir private Path folder;
  private final PreparedSource source = new PreparedSource();
  private StatusPage page;

  @BeforeAll
  static void find() {
    Optional<String> found = Chromium.find();
    if (found.isEmpty()) {
      LOG.warn("the page is not drawn: no chromium on the path; apt-get install chromium");
    }
    assumeTrue(found.isPresent(), "no chromium on the path; apt-get install chromium");
    browser = found.orElseThrow();
  }

  @BeforeEach
  void start() throws IOException {
    page = StatusPage.start(new PageSettings(PageMode.OPEN, "127.0.0.1", 0, TOKEN), source);
  }

  @AfterEach
  void stop() {
    if (page != null) {
      page.close();
    }
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--virtual-time-budget=3000"));
    all.addAll(List.of(arguments));
    all.add(page.url());
    Process process = Chromium.start(browser, folder, all);
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      Chromium.stop(process);
    }
    return Files.readString(folder.resolve("out.txt"));
  }

  @Test
  void allIsDrawnAndNamesAreNeverMarkup() throws Exception {
    String dom = run("--dump-dom", "--window-size=1280,2400");
    assertThat(dom).contains("data-drawn=\"yes\"").contains("<title>Kindling · application-42");
    assertThat(dom)
        .contains("1 of 4 nodes silent")
        .contains("10.0.7.11:40000")
        .contains("no sign from 10.0.7.14")
        .contains("/mnt/nvme0/kindling")
        .contains("s3a://photos/imagenet/train/n01440764/")
        .contains("61 % loaded")
        .contains("for room")
        .contains("CHECKSUM_FAILURES")
        .contains("cache:///warehouse")
        .contains("area-memory")
        .contains("class=\"line\"");
    assertThat(dom).contains("&lt;img src=x").doesNotContain("<img src=\"x\"", "HACKED</title>");
    assertThat(dom).doesNotContain("very-secret", "undefined", "NaN", "[object");
  }

  @Test
  void actionsAreDoneForWhoGivesTheToken() throws Exception {
    try (BrowserTab tab = BrowserTab.open(browser, folder, page.url())) {
      await(tab, "document.body.dataset.drawn", "yes");
      assertThat(buttons(tab)).contains("Unlock actions").doesNotContain("Pin", "Free", "Cancel");

      unlock(tab, "wrong");
      click(tab, "Cancel", "imagenet/train");
      await(tab, NOTICE, "changes need the value of fs.cache.status.token");
      assertThat(source.done).isEmpty();
      assertThat(buttons(tab)).contains("Unlock actions").doesNotContain("Pin", "Free", "Cancel");

      unlock(tab, TOKEN);
      click(tab, "Cancel", "imagenet/train");
      await(tab, NOTICE, "cancelled 4f1c22ab");
      click(tab, "Unpin", HOT);
      await(tab, NOTICE, "unpinned " + HOT);
      click(tab, "Pin", "HACKED");
      await(tab, NOTICE, "pinned " + PreparedSource.HOSTILE);

      tab.answerQuestions(false);
      click(tab, "Free", HOT);
      tab.answerQuestions(true);
      click(tab, "Free", "imagenet/val/");
      await(tab, NOTICE, "freed s3a://photos/imagenet/val/");
      assertThat(tab.questions())
          .containsExactly(
              "Drop what all nodes hold of " + HOT + "?",
              "Drop what all nodes hold of s3a://photos/imagenet/val/?");

      write(tab, "path", "photos");
      click(tab, "Pin", "Path in the under store");
      await(tab, NOTICE, "\"photos\" is no path in an under store");
      write(tab, "path", "hdfs://warehouse/tables/");
      click(tab, "Unpin", "Path in the under store");
      await(tab, NOTICE, "unpinned hdfs://warehouse/tables/");
      click(tab, "Free", "Path in the under store");
      await(tab, NOTICE, "freed hdfs://warehouse/tables/");
      assertThat(source.done)
          .containsExactly(
              "cancel 4f1c22ab",
              "unpin " + HOT,
              "pin " + PreparedSource.HOSTILE,
              "free s3a://photos/imagenet/val/",
              "unpin hdfs://warehouse/tables/",
              "free hdfs://warehouse/tables/");
      assertThat(tab.run("document.title")).doesNotContain("HACKED");
    }
  }

  private static void unlock(BrowserTab tab, String token) throws Exception {
    click(tab, "Unlock actions", "");
    write(tab, "token", token);
    click(tab, "Use it", "");
    Awaitility.await().atMost(LIMIT).until(() -> buttons(tab).contains("Cancel"));
  }

  private static void click(BrowserTab tab, String label, String within) throws Exception {
    assertThat(tab.run(CLICK.formatted(label, within))).isEqualTo(label);
  }

  private static void write(BrowserTab tab, String field, String text) throws Exception {
    String script = "document.getElementById('%s').value = '%s'".formatted(field, text);
    assertThat(tab.run(script)).isEqualTo(text);
  }

  private static void await(BrowserTab tab, String script, String beginning) {
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(tab.run(script)).startsWith(beginning));
  }

  private static List<String> buttons(BrowserTab tab) throws Exception {
    String seen =
        tab.run(
            "[...document.querySelectorAll('button')].filter(each => each.checkVisibility())"
                + ".map(each => each.textContent).join('|')");
    return List.of(seen.split("\\|", -1));
  }

  @ParameterizedTest
  @Tag("full")
  @CsvSource({"desktop,1280,2500", "phone,390,5200"})
  void isDrawnInLightAndInTheDark(String name, int width, int height) throws Exception {
    BufferedImage light = screenshot(name + "-light", width, height);
    BufferedImage dark =
        screenshot(name + "-dark", width, height, "--blink-settings=preferredColorScheme=0");
    assertThat(brightness(light)).isGreaterThan(200);
    assertThat(brightness(dark)).isLessThan(70);
    assertThat(colours(light)).isGreaterThan(200);
    assertThat(colours(dark)).isGreaterThan(200);
  }

  private BufferedImage screenshot(String name, int width, int height, String... more)
      throws IOException, InterruptedException {
    Path target = Files.createDirectories(Path.of("target", "screenshots"));
    Path file = target.resolve(name + ".png").toAbsolutePath();
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--window-size=" + width + "," + height);
    arguments.add("--screenshot=" + file);
    String ignored = run(arguments.toArray(String[]::new));
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(width);
    return image;
  }

  /** The middle one of the pixels' brightnesses, from 0 to 255. */
  private static int brightness(BufferedImage image) {
    int[] counts = new int[256];
    for (int y = 0; y < image.getHeight(); y += 3) {
      for (int x = 0; x < image.getWidth(); x += 3) {
        int rgb = image.getRGB(x, y);
        counts[((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3]++;
      }
    }
    int left = (image.getHeight() / 3) * (image.getWidth() / 3) / 2;
    int level = 0;
    while (level < 255 && left > counts[level]) {
      left -= counts[level];
      level++;
    }
    return level;
  }

  private static int colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours.size();
  }
}
