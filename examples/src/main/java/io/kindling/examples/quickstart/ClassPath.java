package io.kindling.examples.quickstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The jars of the quickstart's processes, as the build wrote them down.
 *
 * @param own this project and what it brings along
 * @param spark what a Spark installation holds: Spark, Hadoop, S3A and BigDL
 */
record ClassPath(List<Path> own, List<Path> spark) {

  /**
   * Reads the lists.
   *
   * @param folder where the build of this module keeps them
   */
  static ClassPath read(Path folder) throws IOException {
    List<Path> own = new ArrayList<>(List.of(code()));
    own.addAll(paths(folder.resolve("kindling.txt")));
    Set<Path> spark = new LinkedHashSet<>(paths(folder.resolve("spark.txt")));
    own.forEach(spark::remove);
    return new ClassPath(List.copyOf(own), List.copyOf(spark));
  }

  /** The jar or folder that this class was loaded from. */
  private static Path code() throws IOException {
    try {
      return Path.of(ClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IOException("cannot tell where this program was loaded from", e);
    }
  }

  private static List<Path> paths(Path list) throws IOException {
    if (!Files.isRegularFile(list)) {
      throw new IOException("no class path list " + list + "; build the module examples first");
    }
    return Stream.of(Files.readString(list).strip().split(Pattern.quote(File.pathSeparator), -1))
        .map(Path::of)
        .toList();
  }
}
