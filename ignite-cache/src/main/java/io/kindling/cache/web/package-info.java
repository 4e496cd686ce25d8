/**
 * The status page of a cluster and its metrics over HTTP, in a Spark driver or a stand-alone node.
 * A client of the cluster like any other: what it shows is what the nodes report.
 */
@NullMarked
package io.kindling.cache.web;

import org.jspecify.annotations.NullMarked;
