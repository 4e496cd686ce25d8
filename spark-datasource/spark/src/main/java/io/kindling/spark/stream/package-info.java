/** Pictures that arrive: micro-batches of structured streaming. */
@NullMarked
package io.kindling.spark.stream;

import org.jspecify.annotations.NullMarked;
