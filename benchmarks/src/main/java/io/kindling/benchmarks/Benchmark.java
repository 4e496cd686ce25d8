package io.kindling.benchmarks;

import java.util.List;

/** A set of measurements that belong together. */
interface Benchmark {

  /** The name on the command line and of the result's file. */
  String name();

  /** One line for the list. */
  String description();

  /** Measures. Prints nothing but progress, to standard error. */
  List<Row> run(Scale scale) throws Exception;
}
