/**
 * Sets of pictures in folders and the decoding of one picture, without Spark and without Scala.
 *
 * <p>A set is listed by {@link io.kindling.image.ImageSet#list}, without a request per file, into
 * {@link io.kindling.image.ImageFile}s that travel to the readers; a reader opens a file with the
 * status that came along and hands its bytes to an {@link io.kindling.image.ImageDecoder}.
 */
@NullMarked
package io.kindling.image;

import org.jspecify.annotations.NullMarked;
