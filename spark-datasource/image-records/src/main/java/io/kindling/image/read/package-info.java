/**
 * Reads the records of a split, some ahead of the caller: {@link
 * io.kindling.image.read.RecordStream}.
 */
@NullMarked
package io.kindling.image.read;

import org.jspecify.annotations.NullMarked;
