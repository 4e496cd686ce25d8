package io.kindling.image.source;

import io.kindling.image.column.ImageField;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.PixelTensor;
import io.kindling.image.decode.TensorOptions;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureRecord;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the columns hold for a picture, in Java's own types. Used by one thread. */
public final class PictureValues {
  private static final byte[] NO_DATA = {};

  /** Every size of a picture that is none, as Spark's source {@code image} has it. */
  private static final int INVALID = -1;

  private final PixelTensor tensors;
  private final Origins origins = new Origins();

  public PictureValues(TensorOptions tensor) {
    this.tensors = new PixelTensor(tensor);
  }

  /**
   * The value of a column other than {@code image}: a String, Integer or Long (times in
   * microseconds since 1970), {@code byte[]} or {@code float[]}.
   */
  public @Nullable Object of(PictureColumn column, Picture picture) {
    Labels labels = picture.record().labels();
    return switch (column) {
      case PATH -> picture.record().path();
      case LABEL -> labels.hasLabel() ? labels.label() : null;
      case SYNSET -> labels.synset();
      case SPLIT -> labels.split();
      case SIZE -> picture.record().length();
      case MODIFICATION_TIME -> micros(picture.record().modificationTime());
      case BYTES -> bytes(picture.stored());
      case TENSOR -> picture.image() == null ? null : tensors.of(picture.image());
      case WIDTH -> picture.size() == null ? null : picture.size().width();
      case HEIGHT -> picture.size() == null ? null : picture.size().height();
      case ERROR -> picture.error();
      case IMAGE -> throw new IllegalArgumentException("image has fields");
    };
  }

  /** The value of a field of {@code image}: a String, an Integer or a {@code byte[]}. */
  public Object of(ImageField field, Picture picture) {
    DecodedImage image = picture.image();
    return switch (field) {
      case ORIGIN -> origins.of(picture.record().path());
      case HEIGHT -> image == null ? INVALID : image.height();
      case WIDTH -> image == null ? INVALID : image.width();
      case CHANNELS -> image == null ? INVALID : image.channels();
      case MODE -> image == null ? INVALID : image.typeCode();
      case DATA -> image == null ? NO_DATA : image.data();
    };
  }

  private static @Nullable Long micros(long millis) {
    return millis == PictureRecord.NO_TIME ? null : (Long) TimeUnit.MILLISECONDS.toMicros(millis);
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer stored) {
    if (stored == null) {
      return null;
    }
    byte[] copy = new byte[stored.remaining()];
    stored.slice().get(copy);
    return copy;
  }
}
