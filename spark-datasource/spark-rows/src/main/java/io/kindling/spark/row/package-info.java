/**
 * The columns of {@code cachedimages} in Spark's types, and its internal rows. The same classes on
 * every Spark from 2.4 on, so nothing in here is from a part of Spark that one line lacks.
 */
@NullMarked
package io.kindling.spark.row;

import org.jspecify.annotations.NullMarked;
