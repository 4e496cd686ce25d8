package io.kindling.cache.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.cache.config.CacheOptions.PageMode;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a headless Chromium, which has to be installed ({@code apt-get install chromium});
 * without it this is skipped. Screenshots are left in {@code target/screenshots}.
 */
@Timeout(120)
class BrowserTest {

  private static final int PATIENCE_SECONDS = 90;

  @TempDir private Path folder;
  private String browser = "";
  private StatusPage page;

  @BeforeEach
  void start() throws IOException {
    Optional<String> found = browser();
    assumeTrue(found.isPresent(), "no chromium on the path; apt-get install chromium");
    browser = found.orElseThrow();
    page =
        StatusPage.start(
            new PageSettings(PageMode.OPEN, "127.0.0.1", 0, "token"), new PreparedSource());
  }

  @AfterEach
  void stop() {
    if (page != null) {
      page.close();
    }
  }

  private static Optional<String> browser() {
    for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
      for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
        Path file = Path.of(place, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file.toString());
        }
      }
    }
    return Optional.empty();
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                browser,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--hide-scrollbars",
                "--lang=en-US",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=3000"));
    command.addAll(List.of(arguments));
    command.add(page.url());
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(out);
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
