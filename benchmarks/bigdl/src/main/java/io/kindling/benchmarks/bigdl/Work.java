package io.kindling.benchmarks.bigdl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a thread is at, judged by what it has called. */
enum Work {
  /** Bytes come from a store or from another process. */
  FETCH,
  INFLATE,
  /** Encoded pictures or records become pixels. */
  DECODE,
  /** Spark moves data from partition to partition. */
  SHUFFLE,
  /** Pixels become the floats of a batch. */
  ASSEMBLE;

  /** The first that begins like a class that was called, the latest call first, decides. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("java.util.zip.Inflater", INFLATE),
          new Rule("org.apache.hadoop.io.compress.", INFLATE),
          new Rule("org.apache.spark.shuffle.", SHUFFLE),
          new Rule("org.apache.spark.serializer.", SHUFFLE),
          new Rule("org.apache.spark.storage.", SHUFFLE),
          new Rule("org.apache.spark.network.", SHUFFLE),
          new Rule("org.apache.spark.util.collection.", SHUFFLE),
          new Rule("net.jpountz.", SHUFFLE),
          new Rule("org.apache.hadoop.fs.", FETCH),
          new Rule("software.amazon.awssdk.", FETCH),
          new Rule("io.kindling.cache.", FETCH),
          new Rule("io.kindling.hadoop.", FETCH),
          new Rule("org.bytedeco.", DECODE),
          new Rule("io.kindling.image.", DECODE),
          new Rule("org.apache.hadoop.io.", DECODE),
          new Rule("com.intel.analytics.bigdl.dataset.SeqFileFolder", DECODE),
          new Rule("com.intel.analytics.bigdl.dataset.", ASSEMBLE),
          new Rule("io.kindling.bigdl.batch.", ASSEMBLE));

  private record Rule(String prefix, Work work) {}

  /**
   * What a stack tells.
   *
   * @param stack the latest call first
   * @return null when it is none of these, or the thread waits for work
   */
  static @Nullable Work of(StackTraceElement[] stack) {
    if (stack.length == 0 || isIdle(stack[0])) {
      return null;
    }
    for (StackTraceElement call : stack) {
      for (Rule rule : RULES) {
        if (call.getClassName().startsWith(rule.prefix())) {
          return rule.work();
        }
      }
    }
    return null;
  }

  /** Calls of the system that count as running while they wait for whoever comes. */
  private static boolean isIdle(StackTraceElement top) {
    String method = top.getMethodName();
    return method.equals("accept0")
        || method.equals("accept")
        || method.equals("wait")
        || method.equals("poll")
        || method.equals("epollWait");
  }
}
