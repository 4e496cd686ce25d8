package io.kindling.spark;

import io.kindling.image.listing.Layout;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.NoPicturesException;
import io.kindling.image.listing.PictureSet;
import io.kindling.spark.options.CachedImagesException;
import io.kindling.spark.options.GivenPaths;
import io.kindling.spark.options.SessionHadoop;
import io.kindling.spark.read.ImagesSchema;
import io.kindling.spark.read.ScanOptions;
import io.kindling.spark.read.SetOptions;
import io.kindling.spark.scan.ImagesScanBuilder;
import io.kindling.spark.scan.ReadContext;
import io.kindling.spark.stream.StreamOptions;
import io.kindling.spark.stream.StreamSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A listed set of pictures as a table. Driver only. Equal to nothing but itself: plans are compared
 * often, and sets are long.
 */
final class ImagesTable implements Table, SupportsRead {
  private final Map<String, String> given;
  private final ReadContext context;

  private ImagesTable(CaseInsensitiveStringMap given, ReadContext context) {
    this.given = given.asCaseSensitiveMap();
    this.context = context;
  }

  /**
   * Lists what the options name.
   *
   * @throws CachedImagesException when an option is wrong or a path is not there; a path without
   *     pictures is an error of batches only, and told when one is planned
   */
  static ImagesTable list(CaseInsensitiveStringMap given) {
    ScanOptions options = ScanOptions.of(given);
    ListingOptions listing = SetOptions.of(given, SessionHadoop.timeZone());
    StreamOptions stream = StreamOptions.of(given);
    Configuration configuration = SessionHadoop.configuration(given);
    List<Path> paths = GivenPaths.of(given);
    CachedImagesException nothing = null;
    PictureSet set;
    try {
      set = PictureSet.list(configuration, paths, listing);
    } catch (NoPicturesException none) {
      nothing = new CachedImagesException(oneLine(paths, none), none);
      set = PictureSet.empty(paths, Layout.FILES);
    } catch (IOException refused) {
      throw new CachedImagesException(oneLine(paths, refused), refused);
    }
    return new ImagesTable(
        given,
        new ReadContext(
            new StreamSource(configuration, paths, listing, stream, set),
            options,
            ImagesSchema.of(given),
            ScanOptions.epoch(given),
            nothing));
  }

  @Override
  public String name() {
    return context.name();
  }

  // Spark 4 asks for columns, which by default are made of this.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return context.columns();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  /**
   * A scan of the set. Options that a query gives beside those of the table ({@code
   * spark.read().option(...).table(...)}) go before them and may need another listing.
   */
  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    Map<String, String> all = new HashMap<>(given);
    for (Map.Entry<String, String> option : scanOptions.asCaseSensitiveMap().entrySet()) {
      all.keySet().removeIf(option.getKey()::equalsIgnoreCase);
      all.put(option.getKey(), option.getValue());
    }
    return new ImagesScanBuilder(
        all.equals(given) ? context : list(new CaseInsensitiveStringMap(all)).context);
  }

  private static String oneLine(List<Path> paths, IOException refused) {
    String message = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    boolean named = paths.stream().anyMatch(path -> message.contains(path.toUri().getPath()));
    return named || paths.isEmpty() ? message : paths.get(0) + ": " + message;
  }
}
