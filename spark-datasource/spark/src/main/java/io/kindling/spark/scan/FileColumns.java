package io.kindling.spark.scan;

import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.SourceFile;
import io.kindling.spark.read.ImagesSchema;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The columns whose values the listing knows, as Spark's literals have them: text or long. */
final class FileColumns {
  private static final Map<String, Function<SourceFile, @Nullable Comparable<?>>> OF_PICTURES =
      Map.of(
          ImagesSchema.PATH, file -> UTF8String.fromString(file.path()),
          ImagesSchema.LABEL,
              file -> file.labels().hasLabel() ? (Long) (long) file.labels().label() : null,
          ImagesSchema.SYNSET, file -> UTF8String.fromString(file.labels().synset()),
          ImagesSchema.SPLIT, file -> UTF8String.fromString(file.labels().split()),
          ImagesSchema.SIZE, file -> (Long) file.length(),
          ImagesSchema.MODIFICATION_TIME,
              file -> (Long) TimeUnit.MILLISECONDS.toMicros(file.modificationTime()));

  private FileColumns() {}

  /** By name; of containers only what all their pictures share. */
  static Map<String, Function<SourceFile, @Nullable Comparable<?>>> of(PictureSet set) {
    if (set.layout().container() == null) {
      return OF_PICTURES;
    }
    return set.splits().isEmpty()
        ? Map.of(ImagesSchema.MODIFICATION_TIME, OF_PICTURES.get(ImagesSchema.MODIFICATION_TIME))
        : Map.of(
            ImagesSchema.MODIFICATION_TIME,
            OF_PICTURES.get(ImagesSchema.MODIFICATION_TIME),
            ImagesSchema.SPLIT,
            OF_PICTURES.get(ImagesSchema.SPLIT));
  }
}
