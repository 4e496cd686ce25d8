/**
 * What a read of {@code cachedimages} is made of: columns and options, plans on the driver, readers
 * in executors. The table hands a {@link io.kindling.spark.read.ReadContext} to it.
 */
@NullMarked
package io.kindling.spark.read;

import org.jspecify.annotations.NullMarked;
