package io.kindling.spark.plugin;

import java.io.Serializable;

/**
 * Asked by an executor that ends: the driver answers whether the application goes on without it.
 *
 * @param executor Spark's name of it
 */
record NodeLeaves(String executor) implements Serializable {}
