package io.kindling.image.source;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Paths of pictures as Spark's source {@code image} writes them: URL-encoded, with three slashes
 * where there is no authority. Parsing a path takes longer than copying a small picture, and so it
 * is done once for each folder. For one thread.
 */
final class Origins {
  private final Map<String, String> folders = new HashMap<>();

  String of(String path) {
    int name = path.lastIndexOf('/') + 1;
    if (name == 0 || !isPlain(path, name)) {
      return parsed(path);
    }
    String folder = path.substring(0, name);
    String known = folders.get(folder);
    if (known == null) {
      String origin = parsed(path);
      known = origin.substring(0, origin.length() - (path.length() - name));
      folders.put(folder, known);
    }
    return known.concat(path.substring(name));
  }

  /** Whether the rest of a path is a name that parsing leaves as it is. */
  private static boolean isPlain(String path, int from) {
    for (int i = from; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
      if (!letter && !other) {
        return false;
      }
    }
    // "." and ".." name other folders.
    return from < path.length() && path.charAt(from) != '.';
  }

  private static String parsed(String path) {
    URI uri = new Path(path).toUri();
    if (uri.getScheme() == null) {
      return path;
    }
    @Nullable String authority = uri.getAuthority();
    return authority == null ? uri.getScheme() + "://" + uri.getRawPath() : uri.toString();
  }
}
