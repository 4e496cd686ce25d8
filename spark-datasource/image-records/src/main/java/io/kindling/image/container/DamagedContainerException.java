package io.kindling.image.container;

import io.kindling.image.record.SourceFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A container that was cut, whose bytes are wrong, or that is something else than its layout. */
public final class DamagedContainerException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param place the record, as a reader of the message finds it: {@code record 12}
   * @param reason what is wrong, and what to do about it
   */
  public DamagedContainerException(
      SourceFile file, String place, String reason, @Nullable Throwable cause) {
    super(file.path() + ", " + place + ": " + reason, cause);
  }

  /** Bytes that end too early. */
  public static DamagedContainerException cut(
      SourceFile file, String place, @Nullable Throwable cause) {
    return new DamagedContainerException(
        file,
        place,
        "the file ends here in the middle of a record; copy it again, or leave it out with"
            + " pathGlobFilter",
        cause);
  }
}
