/**
 * {@code spark.read.format("cachedimages")} on Spark 2.4: the options and columns of newer Sparks,
 * by the interfaces that Spark 2.4 has.
 */
@NullMarked
package io.kindling.spark2;

import org.jspecify.annotations.NullMarked;
