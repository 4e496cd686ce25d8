/** Spark ML on pictures that are read by {@code cachedimages}, on Spark 3.5. */
@NullMarked
package io.kindling.examples.ml;

import org.jspecify.annotations.NullMarked;
