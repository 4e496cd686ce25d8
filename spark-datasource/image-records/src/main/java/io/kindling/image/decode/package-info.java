/**
 * From an encoded picture to its pixels: {@link io.kindling.image.decode.ImageDecoder} does what
 * {@link io.kindling.image.decode.DecodeOptions} say. Headers are read in Java, pixels by OpenCV.
 */
@NullMarked
package io.kindling.image.decode;

import org.jspecify.annotations.NullMarked;
