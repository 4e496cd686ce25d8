package io.kindling.image.listing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A text file with one class in a line, in the order of the labels. Of lines that begin with a
 * synset, as {@code synset_words.txt} and {@code LOC_synset_mapping.txt} have them, that is the
 * class; else the whole line is.
 */
final class SynsetFile {
  private static final Pattern SYNSET = Pattern.compile("(n\\d{8})(?:[\\s,].*)?");

  private SynsetFile() {}

  /**
   * Reads the classes.
   *
   * @throws IOException also when there are none, or one is there twice; the message names the line
   */
  static List<String> read(Configuration configuration, Path file) throws IOException {
    List<String> classes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                file.getFileSystem(configuration).open(file), StandardCharsets.UTF_8))) {
      int number = 0;
      String line = reader.readLine();
      while (line != null) {
        number++;
        String name = line.strip();
        Matcher synset = SYNSET.matcher(name);
        if (synset.matches()) {
          name = synset.group(1);
        }
        if (!name.isEmpty()) {
          if (!seen.add(name)) {
            throw new IOException(
                file + ", line " + number + ": class " + name + " is there for the second time");
          }
          classes.add(name);
        }
        line = reader.readLine();
      }
    }
    if (classes.isEmpty()) {
      throw new IOException(file + " names no class: one in a line is wanted");
    }
    return classes;
  }
}
