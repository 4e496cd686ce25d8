/** What tasks of {@code cachedimages} count for the SQL tab. */
@NullMarked
package io.kindling.spark.metrics;

import org.jspecify.annotations.NullMarked;
