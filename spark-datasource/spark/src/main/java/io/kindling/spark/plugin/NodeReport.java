package io.kindling.spark.plugin;

import java.io.Serializable;

/**
 * What an executor tells the driver about its storage node.
 *
 * @param executor id that Spark gave it
 * @param capacity bytes of blocks that it may hold; 0 without a node
 * @param problem why there is no node; empty when there is one
 */
record NodeReport(String executor, String host, long capacity, String problem)
    implements Serializable {}
