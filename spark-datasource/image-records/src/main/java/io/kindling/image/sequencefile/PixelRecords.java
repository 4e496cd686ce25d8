package io.kindling.image.sequencefile;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.io.Text;
import org.jspecify.annotations.Nullable;

/** Makes records of keys and pixels, and says which record of which file is damaged. */
record PixelRecords(SourceFile file, StoredLabels labels) {

  /**
   * A record.
   *
   * @param position what names a record that has no name
   * @param pixels null when the value holds none
   */
  PictureRecord record(Text key, String position, @Nullable RawPixels pixels) throws IOException {
    RecordKey parsed;
    try {
      parsed = RecordKey.parse(key.toString());
    } catch (NumberFormatException noLabel) {
      throw new DamagedContainerException(
          file,
          "record " + position,
          "its key \"" + key + "\" does not end with a class number, as BigDL writes it",
          noLabel);
    }
    String name = parsed.name() == null ? position : parsed.name();
    if (pixels == null) {
      throw new DamagedContainerException(
          file,
          "record " + name,
          "its value is not width, height and that many BGR pixels; name the right layout if these"
              + " are no files of BigDL",
          null);
    }
    var label =
        labels.of(
            file.path() + '#' + name, LabelBase.ONE, parsed.label(), null, file.labels().split());
    return PictureRecord.inContainer(file, name, label, pixels);
  }

  /** The file ends in the record behind a byte. */
  DamagedContainerException cut(long before, @Nullable EOFException cause) {
    return DamagedContainerException.cut(file, place(before), cause);
  }

  /** The bytes of the record behind a byte are wrong. */
  DamagedContainerException damaged(long before, Exception cause) {
    return new DamagedContainerException(
        file,
        place(before),
        "its bytes are wrong (" + cause.getMessage() + "); copy the file again",
        cause);
  }

  private static String place(long before) {
    return "record behind byte " + before;
  }
}
