/**
 * The write side of {@code cachedimages}: packs the pictures of a DataFrame into shards, committed
 * as Hadoop jobs commit.
 */
@NullMarked
package io.kindling.spark.write;

import org.jspecify.annotations.NullMarked;
