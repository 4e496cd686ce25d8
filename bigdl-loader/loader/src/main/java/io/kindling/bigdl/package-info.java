/**
 * Pictures for BigDL on Spark 2.4, read through the cache by the executors.
 *
 * <p>{@link io.kindling.bigdl.KindlingCluster} starts storage nodes in the executors of a running
 * application; {@link io.kindling.bigdl.CachedImageNet} makes BigDL's data sets of ready samples,
 * and {@link io.kindling.bigdl.PictureRecords} reads pictures into BigDL's records.
 */
@NullMarked
package io.kindling.bigdl;

import org.jspecify.annotations.NullMarked;
