package io.kindling.image.filter;

import io.kindling.image.column.PictureColumn;
import io.kindling.image.record.KnownPicture;
import io.kindling.image.record.PictureRecord;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The columns whose values are known before a picture is read: text or whole numbers. */
public enum KnownColumn {
  PATH(PictureColumn.PATH),
  LABEL(PictureColumn.LABEL),
  SYNSET(PictureColumn.SYNSET),
  SPLIT(PictureColumn.SPLIT),
  SIZE(PictureColumn.SIZE),
  MODIFICATION_TIME(PictureColumn.MODIFICATION_TIME);

  /** What all pictures of a container share. */
  static final Set<KnownColumn> OF_CONTAINERS = EnumSet.of(SPLIT, MODIFICATION_TIME);

  private final PictureColumn column;

  KnownColumn(PictureColumn column) {
    this.column = column;
  }

  /** The column of exactly this name; null when it is none of these. */
  public static @Nullable KnownColumn named(String name) {
    return Arrays.stream(values())
        .filter(known -> known.column.word().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** A String, or a Long (times in microseconds since 1970). */
  @Nullable Object of(KnownPicture picture) {
    return switch (this) {
      case PATH -> picture.path();
      case LABEL -> picture.labels().hasLabel() ? (Long) (long) picture.labels().label() : null;
      case SYNSET -> picture.labels().synset();
      case SPLIT -> picture.labels().split();
      case SIZE -> (Long) picture.length();
      case MODIFICATION_TIME ->
          picture.modificationTime() == PictureRecord.NO_TIME
              ? null
              : (Long) TimeUnit.MILLISECONDS.toMicros(picture.modificationTime());
    };
  }
}
