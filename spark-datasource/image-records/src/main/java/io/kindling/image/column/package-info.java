/** The columns of {@code cachedimages}, the same on every Spark. */
@NullMarked
package io.kindling.image.column;

import org.jspecify.annotations.NullMarked;
