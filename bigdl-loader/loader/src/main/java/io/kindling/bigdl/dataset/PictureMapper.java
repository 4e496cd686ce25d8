package io.kindling.bigdl.dataset;

import java.io.Serializable;

/** Makes something of a picture that does not use its buffer any more. */
@FunctionalInterface
interface PictureMapper<T> extends Serializable {
  T map(Picture picture);
}
