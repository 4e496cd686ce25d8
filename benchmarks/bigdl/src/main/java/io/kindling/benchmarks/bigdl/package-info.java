/**
 * Programs of the benchmarks that need BigDL and its Spark. Each runs in a JVM of its own, is told
 * all by its arguments and answers by lines of its standard output.
 */
@NullMarked
package io.kindling.benchmarks.bigdl;

import org.jspecify.annotations.NullMarked;
