package io.kindling.image.record;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table of pictures. Names may lead into structs: {@code image.bytes}.
 *
 * @param picture column of encoded pictures; null for the only binary one
 * @param label column of class numbers or class names; null for {@code label}, if there is one
 */
public record TableColumns(@Nullable String picture, @Nullable String label)
    implements Serializable {

  /** Found by type and usual name. */
  public static TableColumns detected() {
    return new TableColumns(null, null);
  }
}
