package io.kindling.command.doctor;

import io.kindling.cache.node.JvmLimits;
import io.kindling.cache.node.NodeProcess;
import io.kindling.command.output.Quantities;
import java.util.ArrayList;
import java.util.List;

/** Looks at the JVM of a storage node: its version and its flags. */
final class JvmCheck {

  private static final int TESTED = 17;

  /** With Spark 4.2 alone, which only executors can be. */
  private static final int TESTED_IN_EXECUTORS = 25;

  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  private JvmCheck() {}

  /** Where the flags of a node's JVM are set. */
  enum Place {
    ALONE("KINDLING_OPTS", "KINDLING_HEAP", "JAVA_HOME"),
    EXECUTOR(
        "spark.executor.extraJavaOptions", "spark.executor.memory", "spark.executorEnv.JAVA_HOME");

    final String flags;
    final String heap;
    private final String java;

    Place(String flags, String heap, String java) {
      this.flags = flags;
      this.heap = heap;
      this.java = java;
    }
  }

  /** What is wrong with a JVM; nothing when all is well. */
  static List<Finding> look(String subject, NodeProcess process, Place place) {
    List<Finding> findings = new ArrayList<>();
    int version = Runtime.Version.parse(process.java()).feature();
    if (version != TESTED && !(place == Place.EXECUTOR && version == TESTED_IN_EXECUTORS)) {
      findings.add(
          Finding.warning(
              subject,
              "runs on Java %s, with which Kindling is not tested".formatted(process.java()),
              "set %s to a Java %d".formatted(place.java, TESTED)));
    }
    JvmLimits limits = process.limits();
    if (limits.direct() < limits.wanted()) {
      findings.add(
          Finding.warning(
              subject,
              "may use %s of direct memory, and its memory tier takes %s of it and its buffers up to %s"
                  .formatted(
                      Quantities.bytes(limits.direct()),
                      Quantities.bytes(limits.tier()),
                      Quantities.bytes(limits.buffers())),
              "set -XX:MaxDirectMemorySize=%dm (the tier and 1 GiB) by %s, or lower fs.cache.memory.size"
                  .formatted(
                      (limits.tier() + Math.max(GIB, limits.buffers()) + MIB - 1) / MIB,
                      place.flags)));
    }
    long all = most(process);
    if (all > limits.process().bytes()) {
      findings.add(
          Finding.warning(
              subject,
              "may grow to %s of heap, memory tier and buffers, and %s allows %s in all, beyond which the process is killed"
                  .formatted(
                      Quantities.bytes(all),
                      limits.process().name(),
                      Quantities.bytes(limits.process().bytes())),
              "raise %s, or lower fs.cache.memory.size or %s"
                  .formatted(limits.process().raise(), place.heap)));
    }
    return findings;
  }

  /** Bytes that heap, tier and buffers may take together. */
  static long most(NodeProcess process) {
    return process.heapLimit() + process.limits().wanted();
  }
}
