package io.kindling.spark.write;

import io.kindling.image.options.CachedImagesException;
import io.kindling.spark.session.SessionHadoop;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** {@code df.write.format("cachedimages").mode(...).save(path)} with every save mode. */
public final class WriteCommand {

  private WriteCommand() {}

  /**
   * Writes the pictures of a DataFrame.
   *
   * @param options those that the user gave, and {@code path}
   * @throws CachedImagesException when an option or column is wrong, or the folder is not empty and
   *     the mode forbids that
   */
  public static void run(SaveMode mode, Map<String, String> options, Dataset<Row> data) {
    CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(options);
    Path output = ImagesSink.path(given);
    WriteOptions checked = WriteOptions.of(given);
    InputColumns ignored = InputColumns.of(data.schema(), checked.firstLabel());
    if (mode == SaveMode.ErrorIfExists || mode == SaveMode.Ignore) {
      if (isTaken(output, given)) {
        if (mode == SaveMode.Ignore) {
          return;
        }
        throw new CachedImagesException(
            output + " is not empty: save with mode overwrite or append, or into another folder");
      }
    }
    Dataset<Row> rows = checked.shards() > 0 ? data.repartition(checked.shards()) : data;
    rows.write()
        .format(ImagesSink.class.getName())
        .options(options)
        .mode(mode == SaveMode.Overwrite ? SaveMode.Overwrite : SaveMode.Append)
        .save();
  }

  private static boolean isTaken(Path output, CaseInsensitiveStringMap given) {
    try {
      return !OutputFolder.entries(output, SessionHadoop.configuration(given.asCaseSensitiveMap()))
          .isEmpty();
    } catch (IOException failed) {
      throw new CachedImagesException(output + ": " + failed.getMessage(), failed);
    }
  }
}
