/** Options that are given in several places. */
@NullMarked
package io.kindling.spark.options;

import org.jspecify.annotations.NullMarked;
