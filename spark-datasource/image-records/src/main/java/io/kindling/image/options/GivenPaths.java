package io.kindling.image.options;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The paths of a read, as Spark hands them over: one as {@code path}, several in {@code paths}. */
public final class GivenPaths {
  private static final JsonFactory JSON = new JsonFactory();

  private static final SourceOption PATH = new SourceOption("path", "", "one path");
  private static final SourceOption PATHS = new SourceOption("paths", "", "JSON array of paths");
  private static final SourceOption LOCATION =
      new SourceOption("location", "", "the path of a table");

  private GivenPaths() {}

  /** Those that are given, maybe none. */
  public static List<Path> given(GivenOptions given) {
    List<Path> paths = new ArrayList<>();
    String several = given.text(PATHS);
    if (several != null) {
      for (String path : array(several)) {
        paths.add(new Path(path));
      }
    }
    String named = given.text(PATH);
    String one = named == null ? given.text(LOCATION) : named;
    if (one != null) {
      paths.add(new Path(one));
    }
    return paths;
  }

  /**
   * At least one, unless a list names the files.
   *
   * @throws CachedImagesException when there is neither
   */
  public static List<Path> of(GivenOptions given) {
    List<Path> paths = given(given);
    if (paths.isEmpty() && given.text(SetOption.FILES_FROM) == null) {
      throw new CachedImagesException(
          "no path: call load with the folder of the pictures (several folders by load of Spark 3"
              + " and 4, or anywhere by the option paths, a JSON array)");
    }
    return paths;
  }

  private static List<String> array(String json) {
    List<String> paths = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      boolean array = parser.nextToken() == JsonToken.START_ARRAY;
      JsonToken token = parser.nextToken();
      while (array && token == JsonToken.VALUE_STRING) {
        paths.add(parser.getText());
        token = parser.nextToken();
      }
      if (array && token == JsonToken.END_ARRAY) {
        return paths;
      }
    } catch (IOException noJson) {
      throw noArray(json, noJson);
    }
    throw noArray(json, null);
  }

  private static CachedImagesException noArray(String json, @Nullable Throwable cause) {
    return new CachedImagesException(
        "option paths is \"" + json + "\" and must be a JSON array of paths", cause);
  }
}
