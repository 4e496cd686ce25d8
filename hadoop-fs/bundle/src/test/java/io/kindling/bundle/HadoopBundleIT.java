package io.kindling.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hadoop fs} does with the bundle in HADOOP_CLASSPATH. */
@Tag("full")
@Timeout(120)
class HadoopBundleIT {
  private static final Path MODULE = Path.of(System.getProperty("kindling.bundle"));

  @TempDir Path work;

  @Test
  void hadoopFsReadsByAMountWithNothingElseOnItsClassPath() throws Exception {
    Path file = Files.createDirectories(work.resolve("data")).resolve("numbers.txt");
    Files.writeString(file, "one\ntwo\n");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    Files.writeString(
        work.resolve("core-site.xml"),
        """
        <configuration>
          <property><name>fs.cache.mount.data</name><value>%s</value></property>
          <property><name>fs.cache.faults</name><value>strict</value></property>
        </configuration>
        """
            .formatted(work.resolve("data").toUri()));

    assertThat(hadoopFs("-cat", "cache:///data/numbers.txt")).contains("one\ntwo\n");
    assertThat(hadoopFs("-ls", "cache:///data")).contains("cache:///data/numbers.txt");
  }

  private String hadoopFs(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), "org.apache.hadoop.fs.FsShell"));
    command.addAll(List.of(arguments));
    Path log = work.resolve("output");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
      return Files.readString(log);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The configuration, Hadoop's client and the bundle. */
  private String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(MODULE.resolve("target"))) {
      Path bundle =
          jars.filter(
                  jar -> jar.getFileName().toString().matches("kindling-hadoop-bundle-.*\\.jar"))
              .findFirst()
              .orElseThrow();
      return Stream.concat(
              Stream.of(work.toString(), bundle.toString()),
              Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                  .filter(
                      entry ->
                          entry.matches(".*/(hadoop-client-|slf4j-|commons-logging-)[^/]*\\.jar")))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
