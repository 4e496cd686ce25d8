package io.kindling.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive as its users get it. */
@Tag("full")
@Timeout(300)
class DistributionIT {
  private static final Pattern BASH =
      Pattern.compile("^```bash\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir Path work;

  static Path archive() throws IOException {
    try (Stream<Path> files = Files.list(Project.ROOT.resolve("bin/target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("kindling-[0-9].*\\.tar\\.gz"))
          .findFirst()
          .orElseThrow(() -> new IOException("the build has made no archive in bin/target"));
    }
  }

  @Test
  void holdsWhatTheDocsSay() throws Exception {
    String listed = output("tar -tzf " + archive());
    String top = listed.substring(0, listed.indexOf('/') + 1);
    assertThat(listed.lines().map(name -> name.substring(top.length())))
        .contains(
            "bin/kindling",
            "bin/kindling-completion.bash",
            "bootstrap-emr.sh",
            "LICENSE",
            "THIRD-PARTY.md",
            "conf/core-site.xml.template",
            "conf/spark-defaults.conf.template",
            "conf/kindling-node.service",
            "conf/emr-configurations.json",
            "docs/first-hour.md",
            "sbom/kindling-spark-bundle.cdx.json",
            "sbom/lib.cdx.json");
    assertThat(listed).containsPattern("jars/kindling-spark-bundle-[^/]*\\.jar");
    assertThat(listed).containsPattern("jars/kindling-hadoop-bundle-[^/]*\\.jar");
    assertThat(listed).containsPattern("jars/kindling-bigdl-bundle-[^/]*\\.jar");
    assertThat(listed).containsPattern("lib/kindling-command-[^/]*\\.jar");
    assertThat(listed).doesNotContainPattern("lib/.*(junit|assertj|bundle)");
  }

  @Test
  void checksumsAreThoseOfTheArchive() throws Exception {
    for (String algorithm : List.of("SHA-256", "SHA-512")) {
      Path file = Path.of(archive() + "." + algorithm.toLowerCase(Locale.ROOT).replace("-", ""));
      assertThat(Project.read(file)).startsWith(digest(algorithm, archive()));
      String check = algorithm.toLowerCase(Locale.ROOT).replace("-", "") + "sum -c " + file;
      assertThat(output("cd " + file.getParent() + " && " + check)).contains(": OK");
    }
  }

  @Test
  void listOfComponentsHasEachFileOfLibAndItsChecksum() throws Exception {
    output("tar -xzf " + archive() + " --strip-components 1");
    ComponentList list = new ComponentList(work.resolve("sbom/lib.cdx.json"));
    List<String> names = new ArrayList<>();
    List<String> checksums = new ArrayList<>();
    try (Stream<Path> jars = Files.list(work.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        names.add(jar.getFileName().toString());
        checksums.add(digest("SHA-256", jar));
      }
    }
    assertThat(names).hasSizeGreaterThan(30);
    assertThat(list.components())
        .extracting(ComponentList.Component::fileName)
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(list.checksums()).containsExactlyInAnyOrderElementsOf(checksums);
    String licences = Project.read(work.resolve("THIRD-PARTY.md"));
    assertThat(list.components())
        .filteredOn(component -> !component.group().equals("io.kindling"))
        .allSatisfy(
            component ->
                assertThat(licences).containsAnyOf(component.group() + ":*", component.artifact()));
  }

  private static String digest(String algorithm, Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void templatesNameTheVersion() throws Exception {
    output("tar -xzf " + archive() + " --strip-components 1");
    assertThat(Project.read(work.resolve("conf/spark-defaults.conf.template")))
        .doesNotContain("@project")
        .contains("kindling-spark-bundle-0");
  }

  @Test
  void commandRefusesPlacesThatAreNotThere() throws Exception {
    output("tar -xzf " + archive() + " --strip-components 1");
    assertThat(output("HADOOP_CONF_DIR=/nowhere bin/kindling conf || echo ended with $?"))
        .contains("HADOOP_CONF_DIR is /nowhere, and there is no such folder", "ended with 2");
    assertThat(output("KINDLING_CLASSPATH=lib:/no.jar bin/kindling conf || echo ended with $?"))
        .contains("KINDLING_CLASSPATH names /no.jar", "ended with 2");
    assertThat(output("KINDLING_CLASSPATH='lib/*' bin/kindling conf")).contains("fs.cache.");
  }

  @Test
  void firstHourRunsAsItIsWritten() throws Exception {
    Files.createSymbolicLink(work.resolve(archive().getFileName()), archive());
    String script =
        BASH.matcher(Project.read(Project.ROOT.resolve("docs/first-hour.md")))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining("\n"));
    String said = output("set -eu\ntrap 'kill $(jobs -p) 2> /dev/null || true' EXIT\n" + script);
    assertThat(said).contains("complete").contains("first hour done");
  }

  /** Runs lines in bash in the work folder. */
  private String output(String script) throws IOException, InterruptedException {
    Path log = work.resolve("output-" + System.nanoTime());
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("HADOOP_CONF_DIR");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as(Project.read(log)).isTrue();
      assertThat(process.exitValue()).as(Project.read(log)).isZero();
      return Project.read(log);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
