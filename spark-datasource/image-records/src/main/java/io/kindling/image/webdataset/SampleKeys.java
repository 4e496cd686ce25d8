package io.kindling.image.webdataset;

import org.jspecify.annotations.Nullable;

/** What a sample is called, and what is said of it. */
final class SampleKeys {

  private SampleKeys() {}

  /**
   * Folder and name of a picture without its ending. Readers take a key to end at the first dot of
   * the name, so other dots become underscores.
   */
  static String of(String path) {
    String inContainer = path.substring(path.indexOf('#') + 1);
    int nameAt = inContainer.lastIndexOf('/') + 1;
    String name = inContainer.substring(nameAt);
    int dot = name.lastIndexOf('.');
    String base = withoutDots(dot > 0 ? name.substring(0, dot) : name);
    String folders = inContainer.substring(0, Math.max(0, nameAt - 1));
    String folder = withoutDots(folders.substring(folders.lastIndexOf('/') + 1));
    return folder.isEmpty() ? base : folder + "/" + base;
  }

  private static String withoutDots(String name) {
    return name.replace('.', '_');
  }

  /** The text of the sample's JSON member. */
  static String description(String path, @Nullable String synset) {
    StringBuilder json = new StringBuilder("{\"path\": ").append(quoted(path));
    if (synset != null) {
      json.append(", \"synset\": ").append(quoted(synset));
    }
    return json.append('}').toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
