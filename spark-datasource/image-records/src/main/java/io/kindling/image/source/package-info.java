/**
 * What a read of {@code cachedimages} does on every Spark: {@link
 * io.kindling.image.source.ListedSource} lists the set on the driver, {@link
 * io.kindling.image.source.ReadPlan} divides it among tasks, {@link
 * io.kindling.image.source.PictureSource} reads the pictures of a task, and {@link
 * io.kindling.image.source.PictureValues} makes their columns.
 */
@NullMarked
package io.kindling.image.source;

import org.jspecify.annotations.NullMarked;
