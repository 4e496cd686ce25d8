/** Which pictures one task reads, in which order and where: planned on the driver. */
@NullMarked
package io.kindling.spark.place;

import org.jspecify.annotations.NullMarked;
