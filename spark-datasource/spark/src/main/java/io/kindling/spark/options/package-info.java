/**
 * What reads and writes of {@code cachedimages} share: the Hadoop configuration of a session and
 * errors that name an option.
 */
@NullMarked
package io.kindling.spark.options;

import org.jspecify.annotations.NullMarked;
