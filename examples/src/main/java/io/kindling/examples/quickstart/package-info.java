/**
 * The quickstart: an S3 server, a Spark cluster and two Inception trials on one machine, from a
 * bucket of photographs to a table that shows what the cache saved.
 */
@NullMarked
package io.kindling.examples.quickstart;

import org.jspecify.annotations.NullMarked;
