package io.kindling.image.filter;

/** Where a text holds another one. */
public enum TextPart {
  BEGINNING,
  END,
  ANYWHERE;

  boolean holds(String text, String part) {
    return switch (this) {
      case BEGINNING -> text.startsWith(part);
      case END -> text.endsWith(part);
      case ANYWHERE -> text.contains(part);
    };
  }
}
