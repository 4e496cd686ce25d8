/**
 * What Spark asks of one read, on the driver: columns, filters, samples and limits are taken in by
 * {@link io.kindling.spark.scan.ImagesScanBuilder}.
 */
@NullMarked
package io.kindling.spark.scan;

import org.jspecify.annotations.NullMarked;
