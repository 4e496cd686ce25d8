package io.kindling.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.fixture.Bundle;
import io.kindling.fixture.Ended;
import io.kindling.fixture.SettledFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final Bundle BUNDLE =
      new Bundle(
          Path.of(System.getProperty("kindling.bundle"), "target"), "kindling-hadoop-bundle");

  @TempDir Path work;

  @Test
  void hadoopFsReadsByAMountWithNothingElseOnItsClassPath() throws Exception {
    SettledFiles data = new SettledFiles(work.resolve("data"));
    data.text("numbers.txt", "one\ntwo\n");
    Files.writeString(
        work.resolve("core-site.xml"),
        """
        <configuration>
          <property><name>fs.cache.mount.data</name><value>%s</value></property>
          <property><name>fs.cache.faults</name><value>strict</value></property>
        </configuration>
        """
            .formatted(data.uri()));

    assertThat(hadoopFs("-cat", "cache:///data/numbers.txt")).contains("one\ntwo\n");
    assertThat(hadoopFs("-ls", "cache:///data")).contains("cache:///data/numbers.txt");
  }

  private String hadoopFs(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), "org.apache.hadoop.fs.FsShell"));
    command.addAll(List.of(arguments));
    Ended ended = Ended.run(command, Map.of(), work.resolve("output"), Duration.ofSeconds(90));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.output();
  }

  /** The configuration, Hadoop's client and the bundle. */
  private String classPath() throws IOException {
    return Stream.concat(
            Stream.of(work.toString(), BUNDLE.jar().toString()),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(
                    entry ->
                        entry.matches(".*/(hadoop-client-|slf4j-|commons-logging-)[^/]*\\.jar")))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
