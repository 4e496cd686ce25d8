package io.kindling.bigdl;

import io.kindling.cache.node.KindlingProcess;
import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;

/** Stops the node of an executor. */
final class StopNode implements VoidFunction<Iterator<Integer>> {

  private static final long serialVersionUID = 1;

  /** Long enough for Spark to have started this task in all executors, in milliseconds. */
  private static final long LINGER = 300;

  @Override
  public void call(Iterator<Integer> none) throws InterruptedException {
    KindlingProcess.stopNode();
    Thread.sleep(LINGER);
  }
}
