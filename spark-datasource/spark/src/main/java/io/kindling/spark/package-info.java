/**
 * Kindling inside Spark 3.5 and 4: the plugin that runs storage nodes in executors, and the data
 * source {@code cachedimages}.
 */
@NullMarked
package io.kindling.spark;

import org.jspecify.annotations.NullMarked;
