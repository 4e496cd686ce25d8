/**
 * Loads sets into the cache as a Spark job: {@link io.kindling.spark.Kindling#load}. The driver
 * lists and asks the owners, tasks in the owners' executors fetch.
 */
@NullMarked
package io.kindling.spark.load;

import org.jspecify.annotations.NullMarked;
