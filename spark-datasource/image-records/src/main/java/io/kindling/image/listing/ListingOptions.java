package io.kindling.image.listing;

import io.kindling.image.record.LabelBase;

/**
 * What belongs to a set and how it is labelled. An immutable value; begin with {@link #defaults}.
 *
 * @param labelBase label of the first class
 */
public record ListingOptions(LabelBase labelBase) {

  /** Everything below the paths, labels from 0. */
  public static ListingOptions defaults() {
    return new ListingOptions(LabelBase.ZERO);
  }

  public ListingOptions withLabelBase(LabelBase changed) {
    return new ListingOptions(changed);
  }
}
