/**
 * The words that all other packages speak: a {@link io.kindling.image.record.SourceFile} is listed,
 * a {@link io.kindling.image.record.RecordSplit} is what one task reads, and a {@link
 * io.kindling.image.record.PictureRecord} is what it gets, whether the picture is a file or a
 * record of a container.
 */
@NullMarked
package io.kindling.image.record;

import org.jspecify.annotations.NullMarked;
