package io.kindling.cache.node;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * The JVM that a storage node lives in.
 *
 * @param pid on its host
 * @param user whose process it is, as the under store knows the user
 * @param java the version of the JVM
 * @param startedMillis when the JVM was started, since 1970 by its host's clock
 * @param heapUsed bytes of heap in use, garbage included
 * @param heapLimit bytes that the heap may have
 * @param limits of the JVM beside its heap
 */
public record NodeProcess(
    long pid,
    String user,
    String java,
    long startedMillis,
    long heapUsed,
    long heapLimit,
    JvmLimits limits) {

  /** This JVM. */
  static NodeProcess current(String user, JvmLimits limits) {
    Runtime runtime = Runtime.getRuntime();
    return new NodeProcess(
        ProcessHandle.current().pid(),
        user,
        Runtime.version().toString(),
        ManagementFactory.getRuntimeMXBean().getStartTime(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        limits);
  }

  void writeTo(DataOutput output) throws IOException {
    output.writeLong(pid);
    output.writeUTF(user);
    output.writeUTF(java);
    output.writeLong(startedMillis);
    output.writeLong(heapUsed);
    output.writeLong(heapLimit);
    limits.writeTo(output);
  }

  static NodeProcess readFrom(DataInput input) throws IOException {
    return new NodeProcess(
        input.readLong(),
        input.readUTF(),
        input.readUTF(),
        input.readLong(),
        input.readLong(),
        input.readLong(),
        JvmLimits.readFrom(input));
  }
}
