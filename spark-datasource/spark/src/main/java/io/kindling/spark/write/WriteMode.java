package io.kindling.spark.write;

/** What becomes of a row whose picture cannot be written. */
enum WriteMode {
  /** The job fails and names the picture. */
  FAILFAST,
  /** The row is left out, and counted. */
  DROPMALFORMED
}
