package io.kindling.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
  private static final Path MODULE = Path.of(System.getProperty("kindling.bundle"));
  private static final String LINE = System.getProperty("kindling.spark-line");
  private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final int PICTURES = 24;
  private static final int SIDE = 40;

  @TempDir Path work;
  private Path jar;
  private Path job;
  private SparkInstallation spark;

  @BeforeEach
  void install() throws IOException {
    jar = MODULE.resolve("target/kindling-spark-bundle-" + VERSION + ".jar");
    job = jarOf(work.resolve("job.jar"), BundleJob.class);
    spark = SparkInstallation.create(work.resolve("spark"), bundledJars());
    write(Path.of("lines", "numbers.txt"), "one\ntwo\nthree\n".getBytes(StandardCharsets.US_ASCII));
    for (int number = 0; number < PICTURES; number++) {
      Path file = Path.of("pictures", "class-" + number % 3, number + ".png");
      write(file, new byte[0]);
      ImageIO.write(
          new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR),
          "png",
          work.resolve("data").resolve(file).toFile());
      settle(work.resolve("data").resolve(file));
    }
  }

  @Test
  void jobReadsThroughTheNodesOfABundleThatCameByJars() throws Exception {
    readEverything(run(OWN_JDK, List.of("--jars", jar.toString())));
  }

  @Test
  void jobRunsOnJdk25WhereSparkDoes() throws Exception {
    assumeTrue(LINE.startsWith("4.2."), "Spark " + LINE + " does not run on JDK 25");
    Path jdk = jdk25();
    assumeTrue(jdk != null, "no JDK 25 in /usr/lib/jvm");
    readEverything(run(Objects.requireNonNull(jdk), List.of("--jars", jar.toString())));
  }

  @Test
  void jobReadsThroughTheNodesOfABundleThatCameByPackages() throws Exception {
    Path repository = work.resolve("repository");
    Path folder = repository.resolve("io/kindling/kindling-spark-bundle").resolve(VERSION);
    Files.createDirectories(folder);
    Files.copy(jar, folder.resolve(jar.getFileName()));
    Files.copy(
        MODULE.resolve("target/bundle.pom"),
        folder.resolve("kindling-spark-bundle-" + VERSION + ".pom"));
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
    readEverything(
        run(
            OWN_JDK,
            List.of(
                "--packages",
                "io.kindling:kindling-spark-bundle:" + VERSION,
                "--conf",
                "spark.jars.ivySettings=" + settings,
                "--conf",
                "spark.jars.ivy=" + work.resolve("ivy"))));
    try (Stream<Path> fetched = Files.list(work.resolve("ivy/jars"))) {
      assertThat(fetched).hasSize(1);
    }
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

  private Properties run(Path jdk, List<String> how) throws Exception {
    Path result = work.resolve("result.properties");
    Path log =
        Path.of(
                "target",
                "spark-submit-%s-%s.log".formatted(how.get(0).substring(2), jdk.getFileName()))
            .toAbsolutePath();
    List<String> arguments = new ArrayList<>(how);
    arguments.addAll(List.of("--master", "local-cluster[2,1,1024]"));
    arguments.addAll(List.of("--class", BundleJob.class.getName()));
    for (String setting :
        List.of(
            "spark.ui.enabled=false",
            "spark.driver.host=127.0.0.1",
            "spark.executor.memory=768m",
            "spark.plugins=io.kindling.spark.KindlingPlugin",
            "spark.hadoop.fs.cache.faults=strict",
            "spark.hadoop.fs.cache.memory.size=64m",
            "spark.hadoop.fs.cache.mount.data=" + work.resolve("data").toUri())) {
      arguments.addAll(List.of("--conf", setting));
    }
    arguments.addAll(List.of(job.toString(), result.toString()));
    assertThat(spark.submit(jdk, log, arguments)).as("exit code; its log is %s", log).isZero();
    Properties seen = new Properties();
    try (InputStream in = Files.newInputStream(result)) {
      seen.load(in);
    }
    return seen;
  }

  private void write(Path relative, byte[] content) throws IOException {
    Path file = work.resolve("data").resolve(relative);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    settle(file);
  }

  /** Files that changed a moment ago are not cached. */
  private static void settle(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  /**
   * Names of the jars in the bundle, from the list that its build writes: group:artifact:jar:...
   */
  private static Set<String> bundledJars() throws IOException {
    return Files.readAllLines(MODULE.resolve("target/bundled.txt")).stream()
        .map(line -> line.strip().split(" ", 2)[0].split(":", -1))
        .filter(parts -> parts.length >= 5 && parts[2].equals("jar"))
        .map(SparkBundleIT::fileName)
        .collect(Collectors.toSet());
  }

  private static String fileName(String[] parts) {
    return parts.length == 5
        ? parts[1] + "-" + parts[3] + ".jar"
        : parts[1] + "-" + parts[4] + "-" + parts[3] + ".jar";
  }

  private static Path jarOf(Path jar, Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = type.getResourceAsStream("/" + name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar;
  }
}
