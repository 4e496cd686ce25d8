/** The options of {@code cachedimages}, the same on every Spark, and how they are read. */
@NullMarked
package io.kindling.image.options;

import org.jspecify.annotations.NullMarked;
