package io.kindling.image;

/** Where a set of pictures keeps its labels. */
public enum ImageLayout {
  /**
   * One folder for each class below the root; pictures directly in the root do not belong to it.
   */
  CLASS_FOLDERS,
  /** Names that begin with their synset, as ImageNet has them: {@code n01440764_10026.JPEG}. */
  FLAT_IMAGENET_NAMES,
  /** Neither: the pictures have no labels. */
  UNLABELLED
}
