/** Pictures out of a table or view of Spark, whatever format it has. */
@NullMarked
package io.kindling.spark.table;

import org.jspecify.annotations.NullMarked;
