package io.kindling.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.fixture.Bundle;
import io.kindling.fixture.Ended;
import io.kindling.fixture.Jars;
import io.kindling.fixture.SettledFiles;
import io.kindling.fixture.SubmitArguments;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundle in a Spark that has nothing else of ours, on the line of the module that runs it. */
@Tag("full")
@Timeout(600)
class SparkBundleIT {
  private static final Bundle BUNDLE =
      new Bundle(Path.of(System.getProperty("kindling.bundle"), "target"), "kindling-spark-bundle");
  private static final String LINE = System.getProperty("kindling.spark-line");
  private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));
  private static final int PICTURES = 24;
  private static final int SIDE = 40;

  @TempDir Path work;
  private SettledFiles data;
  private SparkInstallation spark;

  @BeforeEach
  void install() throws IOException {
    spark =
        SparkInstallation.create(
            work.resolve("spark"),
            BUNDLE.parts().stream().map(Bundle.Part::fileName).collect(Collectors.toSet()));
    data = new SettledFiles(work.resolve("data"));
    data.text("lines/numbers.txt", "one\ntwo\nthree\n");
    for (int number = 0; number < PICTURES; number++) {
      data.picture("pictures/class-%d/%d.png".formatted(number % 3, number), SIDE, Color.BLACK);
    }
  }

  @Test
  void jobReadsThroughTheNodesOfABundleThatCameByJars() throws Exception {
    readEverything(run(OWN_JDK, "jars", byJars()));
  }

  @Test
  void jobRunsOnJdk25WhereSparkDoes() throws Exception {
    assumeTrue(LINE.startsWith("4.2."), "Spark " + LINE + " does not run on JDK 25");
    Path jdk = jdk25();
    assumeTrue(jdk != null, "no JDK 25 in /usr/lib/jvm");
    readEverything(run(Objects.requireNonNull(jdk), "jars", byJars()));
  }

  @Test
  void jobReadsThroughTheNodesOfABundleThatCameByPackages() throws Exception {
    Path repository = work.resolve("repository");
    String version = BUNDLE.version();
    Path folder = repository.resolve("io/kindling").resolve(BUNDLE.name()).resolve(version);
    Files.createDirectories(folder);
    Files.copy(BUNDLE.jar(), folder.resolve(BUNDLE.jar().getFileName()));
    Files.copy(
        BUNDLE.target().resolve("bundle.pom"),
        folder.resolve("%s-%s.pom".formatted(BUNDLE.name(), version)));
    Path settings = work.resolve("ivysettings.xml");
    Files.writeString(
        settings,
        """
        <ivysettings>
          <settings defaultResolver="files"/>
          <resolvers><ibiblio name="files" m2compatible="true" root="%s"/></resolvers>
        </ivysettings>
        """
            .formatted(repository.toUri()));
    SubmitArguments byPackages =
        new SubmitArguments()
            .option("--packages", "io.kindling:%s:%s".formatted(BUNDLE.name(), version))
            .settings("spark.jars.ivySettings", settings.toString())
            .settings("spark.jars.ivy", work.resolve("ivy").toString());
    readEverything(run(OWN_JDK, "packages", byPackages));
    try (Stream<Path> fetched = Files.list(work.resolve("ivy/jars"))) {
      assertThat(fetched).hasSize(1);
    }
  }

  private static SubmitArguments byJars() throws IOException {
    return new SubmitArguments().option("--jars", BUNDLE.jar().toString());
  }

  private static void readEverything(Properties seen) {
    long bytes = (long) PICTURES * SIDE * SIDE * 3;
    String read = PICTURES + " pictures, " + bytes + " bytes";
    assertThat(seen)
        .containsEntry("spark", LINE)
        .containsEntry("lines", "3")
        .containsEntry("first", read)
        .containsEntry("second", read)
        .containsEntry("nodes", "2")
        .containsEntry("node in the driver", "false");
    assertThat(Long.parseLong(seen.getProperty("held"))).isPositive();
  }

  private static @Nullable Path jdk25() throws IOException {
    Path folder = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (Stream<Path> jdks = Files.list(folder)) {
      return jdks.filter(jdk -> isVersion25(jdk.resolve("release"))).findFirst().orElse(null);
    }
  }

  private static boolean isVersion25(Path release) {
    try {
      return Files.exists(release) && Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Runs the job with the bundle that the arguments name, and gives what it saw. */
  private Properties run(Path jdk, String how, SubmitArguments arguments) throws Exception {
    Path result = work.resolve("result.properties");
    Path log = Path.of("target", "spark-submit-%s-%s.log".formatted(how, jdk.getFileName()));
    List<String> all =
        arguments
            .option("--master", "local-cluster[2,1,1024]")
            .settings("spark.ui.enabled", "false", "spark.driver.host", "127.0.0.1")
            .settings("spark.executor.memory", "768m")
            .settings("spark.plugins", "io.kindling.spark.KindlingPlugin")
            .settings("spark.hadoop.fs.cache.faults", "strict")
            .settings("spark.hadoop.fs.cache.memory.size", "64m")
            .settings("spark.hadoop.fs.cache.mount.data", data.uri())
            .job(
                BundleJob.class.getName(),
                Jars.pack(work.resolve("job.jar"), BundleJob.class),
                result.toString());
    Ended submitted = spark.submit(jdk, log.toAbsolutePath(), all);
    assertThat(submitted.exitCode()).as("exit code; its log is %s", log).isZero();
    Properties seen = new Properties();
    try (InputStream in = Files.newInputStream(result)) {
      seen.load(in);
    }
    return seen;
  }
}
