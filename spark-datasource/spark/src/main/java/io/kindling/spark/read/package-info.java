/** How a task makes rows or batches of its partition. */
@NullMarked
package io.kindling.spark.read;

import org.jspecify.annotations.NullMarked;
