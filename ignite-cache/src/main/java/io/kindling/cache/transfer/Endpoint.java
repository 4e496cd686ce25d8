package io.kindling.cache.transfer;

import java.util.ArrayList;
import java.util.List;

/** Where a server listens. */
public record Endpoint(String host, int port) {

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException when the text is something else
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      try {
        int port = Integer.parseInt(text.substring(colon + 1).trim());
        if (port > 0 && port < 65536) {
          return new Endpoint(text.substring(0, colon).trim(), port);
        }
      } catch (NumberFormatException notANumber) {
        throw new IllegalArgumentException(unreadable(text), notANumber);
      }
    }
    throw new IllegalArgumentException(unreadable(text));
  }

  /** Reads endpoints separated by commas; blanks are left out. */
  public static List<Endpoint> parseList(String text) {
    List<Endpoint> result = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        result.add(parse(part.trim()));
      }
    }
    return List.copyOf(result);
  }

  private static String unreadable(String text) {
    return "\"" + text + "\" is not host:port with a port from 1 to 65535";
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
