/** Rows as Arrow vectors, of the Arrow that Spark brings along. */
@NullMarked
package io.kindling.spark.arrow;

import org.jspecify.annotations.NullMarked;
