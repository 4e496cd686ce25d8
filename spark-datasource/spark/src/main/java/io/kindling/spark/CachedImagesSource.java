package io.kindling.spark;

import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.spark.options.CachedImagesException;
import io.kindling.spark.options.SessionHadoop;
import io.kindling.spark.read.ImagesSchema;
import io.kindling.spark.read.ReadContext;
import io.kindling.spark.read.ReadOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.read().format("cachedimages").load("cache:///mount/train")}: pictures in class
 * folders, or with ImageNet's names, as rows of path, label, image and error. Any Hadoop path will
 * do.
 *
 * <p>The folder is listed once, when {@code load} is called, so that a wrong path is told there and
 * every action on the DataFrame sees the same files.
 */
public final class CachedImagesSource implements TableProvider, DataSourceRegister {

  @Override
  public String shortName() {
    return "cachedimages";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return ImagesSchema.ALL;
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(properties);
    ReadOptions options = ReadOptions.of(given);
    Configuration configuration = SessionHadoop.configuration(given);
    return new ImagesTable(
        new ReadContext(list(path(given), configuration, options), options, configuration));
  }

  private static Path path(CaseInsensitiveStringMap given) {
    if (given.containsKey("paths")) {
      throw new CachedImagesException("load takes one folder, and several were given");
    }
    String path = given.get("path");
    if (path == null || path.isBlank()) {
      throw new CachedImagesException("no path: call load with the folder of the pictures");
    }
    return new Path(path);
  }

  private static PictureSet list(Path path, Configuration configuration, ReadOptions options) {
    try {
      return PictureSet.list(
          configuration,
          List.of(path),
          ListingOptions.defaults().withLabelBase(options.labelBase()));
    } catch (IOException refused) {
      throw new CachedImagesException(oneLine(path, refused), refused);
    }
  }

  private static String oneLine(Path path, IOException refused) {
    String message = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    return message.contains(path.toUri().getPath()) ? message : path + ": " + message;
  }
}
