package io.kindling.distribution;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A CycloneDX list of what is inside a file, as the build writes it. */
final class ComponentList {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\"purl\" :"
              + " \"pkg:maven/([^/\"]+)/([^@\"]+)@([^?\"]+)(?:\\?(?:classifier=([^&\"]+)&)?[^\"]*)?\"");
  private static final Pattern CHECKSUM =
      Pattern.compile("\"alg\" : \"SHA-256\",\\s*\"content\" : \"([0-9a-f]{64})\"");

  private final String text;

  ComponentList(Path file) {
    text = Project.read(file);
  }

  /** What is inside, without the file itself: the first that the list names. */
  List<Component> components() {
    return ADDRESS.matcher(text).results().skip(1).map(Component::of).toList();
  }

  /** SHA-256 of each, in hexadecimal digits; not of the plugin that wrote the list. */
  List<String> checksums() {
    Matcher own = ADDRESS.matcher(text);
    return own.find()
        ? CHECKSUM
            .matcher(text)
            .region(own.end(), text.length())
            .results()
            .map(found -> found.group(1))
            .toList()
        : List.of();
  }

  /** An artifact; the classifier is empty where it has none. */
  record Component(String group, String artifact, String version, String classifier) {
    private static Component of(MatchResult found) {
      String classifier = found.group(4) == null ? "" : found.group(4);
      return new Component(
          found.group(1),
          found.group(2),
          URLDecoder.decode(found.group(3), StandardCharsets.UTF_8),
          classifier);
    }

    String fileName() {
      String end = classifier.isEmpty() ? "" : "-" + classifier;
      return artifact + "-" + version + end + ".jar";
    }

    /** group:artifact:version[:classifier], without versions of ours. */
    @Override
    public String toString() {
      String name = group + ":" + artifact;
      if (group.equals("io.kindling")) {
        return name;
      }
      return name + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
    }
  }
}
