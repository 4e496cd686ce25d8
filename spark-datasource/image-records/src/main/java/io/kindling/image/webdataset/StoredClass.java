package io.kindling.image.webdataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The class that the members of a sample tell.
 *
 * @param number null when none is told
 * @param name null when none is told
 */
record StoredClass(@Nullable Long number, @Nullable String name) {
  static final StoredClass NONE = new StoredClass(null, null);

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern SYNSET = Pattern.compile("n\\d{8}");

  /** Of a {@code .cls} member: a whole number, or the name of a class. */
  static StoredClass ofCls(byte[] content) {
    String text = text(content);
    Long number = number(text);
    return number != null ? new StoredClass(number, null) : new StoredClass(null, text);
  }

  /** Of a {@code .txt} member: a whole number or a synset; anything else is a caption. */
  static StoredClass ofTxt(byte[] content) {
    String text = text(content);
    Long number = number(text);
    if (number != null) {
      return new StoredClass(number, null);
    }
    return SYNSET.matcher(text).matches() ? new StoredClass(null, text) : NONE;
  }

  /**
   * Of a {@code .json} member: its top-level fields {@code label} or {@code cls} (number or name)
   * and {@code synset}.
   *
   * @throws IOException when it is no JSON object
   */
  static StoredClass ofJson(byte[] content) throws IOException {
    Long number = null;
    String name = null;
    try (JsonParser json = JSON.createParser(content)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is no JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.getCurrentName();
        JsonToken value = json.nextToken();
        boolean classField = field.equals("label") || field.equals("cls");
        if (classField && value == JsonToken.VALUE_NUMBER_INT) {
          number = json.getLongValue();
        } else if (value == JsonToken.VALUE_STRING && (classField || field.equals("synset"))) {
          name = json.getText();
        } else {
          json.skipChildren();
        }
      }
    }
    return new StoredClass(number, name);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).strip();
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException name) {
      return null;
    }
  }
}
