/** The two parts of {@link io.kindling.spark.KindlingPlugin}, on the driver and in executors. */
@NullMarked
package io.kindling.spark.plugin;

import org.jspecify.annotations.NullMarked;
