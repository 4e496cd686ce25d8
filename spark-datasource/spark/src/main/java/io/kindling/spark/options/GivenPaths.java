package io.kindling.spark.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The paths of a read, as Spark hands them over: one as {@code path}, several in {@code paths}. */
public final class GivenPaths {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GivenPaths() {}

  /**
   * At least one, unless a list names the files.
   *
   * @throws CachedImagesException when there is neither
   */
  public static List<Path> of(CaseInsensitiveStringMap given) {
    List<Path> paths = new ArrayList<>();
    String several = given.get("paths");
    if (several != null) {
      for (String path : array(several)) {
        paths.add(new Path(path));
      }
    }
    String one = given.getOrDefault("path", given.get("location"));
    if (one != null && !one.isBlank()) {
      paths.add(new Path(one));
    }
    if (paths.isEmpty() && given.get("filesFrom") == null) {
      throw new CachedImagesException("no path: call load with the folder of the pictures");
    }
    return paths;
  }

  private static String[] array(String json) {
    try {
      return JSON.readValue(json, String[].class);
    } catch (JsonProcessingException noArray) {
      throw new CachedImagesException(
          "option paths is \"" + json + "\" and must be a JSON array of paths", noArray);
    }
  }
}
