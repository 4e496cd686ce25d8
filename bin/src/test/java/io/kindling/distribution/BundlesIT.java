package io.kindling.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is inside the bundles: exactly what is declared, nothing that Spark or Hadoop bring, and a
 * licence for each.
 */
@Tag("full")
class BundlesIT {
  private static final Set<String> OF_OTHERS =
      Set.of(
          "org/apache/spark",
          "org/apache/hadoop",
          "org/apache/arrow",
          "org/apache/parquet",
          "org/apache/commons",
          "org/slf4j",
          "scala",
          "com/fasterxml",
          "com/github",
          "com/intel",
          "org/jspecify",
          "software/amazon",
          "io/netty");

  @ParameterizedTest
  @ValueSource(strings = {"hadoop-fs", "spark-datasource", "bigdl-loader"})
  void artifactsInsideAreThoseThatAreDeclared(String module) throws IOException {
    Path declared = Project.ROOT.resolve("bin/src/test/resources/bundles/" + module + ".txt");
    String inside = String.join("\n", artifacts(module)) + "\n";
    if (Boolean.getBoolean("kindling.write-docs")) {
      Files.createDirectories(declared.getParent());
      Files.writeString(declared, inside);
    }
    assertThat(inside).isEqualTo(Project.read(declared));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hadoop-fs", "spark-datasource", "bigdl-loader"})
  void listOfComponentsNamesTheArtifactsInside(String module) throws IOException {
    ComponentList list = new ComponentList(module(module).resolve("bom.json"));
    assertThat(list.components())
        .extracting(ComponentList.Component::toString)
        .containsExactlyInAnyOrderElementsOf(artifacts(module));
    assertThat(list.checksums()).hasSize(artifacts(module).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hadoop-fs", "spark-datasource", "bigdl-loader"})
  void everyArtifactHasItsLicence(String module) throws IOException {
    String table = Project.read(Project.ROOT.resolve("bin/src/main/THIRD-PARTY.md"));
    assertThat(artifacts(module))
        .filteredOn(artifact -> !artifact.startsWith("io.kindling:"))
        .allSatisfy(artifact -> assertThat(table).contains(artifact.split(":", 3)[1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hadoop-fs", "spark-datasource", "bigdl-loader"})
  void holdsOneLicenceTheServicesAndNothingOfOthers(String module) throws IOException {
    try (JarFile jar = new JarFile(jar(module).toFile())) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();
      assertThat(names).doesNotHaveDuplicates().contains("META-INF/LICENSE", "META-INF/NOTICE");
      assertThat(names).contains("META-INF/THIRD-PARTY.md");
      assertThat(names)
          .filteredOn(name -> name.endsWith(".class"))
          .allSatisfy(name -> assertThat(OF_OTHERS).noneMatch(name::startsWith));
      assertThat(names).anyMatch(name -> name.startsWith("io/kindling/shaded/caffeine/"));
      assertThat(names)
          .contains("META-INF/services/org.apache.hadoop.fs.FileSystem")
          .doesNotContain(
              "META-INF/services/java.sql.Driver",
              "META-INF/services/javax.cache.spi.CachingProvider");
      boolean source =
          names.contains("META-INF/services/org.apache.spark.sql.sources.DataSourceRegister");
      assertThat(source).isEqualTo(!module.equals("hadoop-fs"));
      assertThat(nativeFolders(names)).isEqualTo(expectedNatives(module));
    }
  }

  private static Set<String> nativeFolders(List<String> names) {
    return names.stream()
        .filter(name -> name.matches(".*\\.so(\\.[0-9]+)*"))
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> expectedNatives(String module) {
    return module.equals("hadoop-fs")
        ? Set.of()
        : Set.of(
            "org/bytedeco/javacpp/linux-x86_64",
            "org/bytedeco/openblas/linux-x86_64",
            "org/bytedeco/opencv/linux-x86_64");
  }

  /** group:artifact[:classifier], sorted, without versions of ours. */
  private static List<String> artifacts(String module) throws IOException {
    return Files.readAllLines(module(module).resolve("bundled.txt")).stream()
        .map(line -> line.strip().split(" ", 2)[0].split(":", -1))
        .filter(parts -> parts.length >= 5 && !parts[0].equals("org.slf4j"))
        .map(BundlesIT::text)
        .sorted()
        .toList();
  }

  private static String text(String[] parts) {
    String name = parts[0] + ":" + parts[1];
    if (parts[0].equals("io.kindling")) {
      return name;
    }
    return parts.length == 5 ? name + ":" + parts[3] : name + ":" + parts[4] + ":" + parts[3];
  }

  private static Path module(String module) {
    return Project.ROOT.resolve(module).resolve("bundle/target");
  }

  private static Path jar(String module) throws IOException {
    try (Stream<Path> jars = Files.list(module(module))) {
      return jars.filter(
              file -> file.getFileName().toString().matches("kindling-\\w+-bundle-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
