package io.kindling.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A JVM with members of a cluster in it, as {@link MembershipTrial} sees it from outside. */
final class MemberJvm implements AutoCloseable {

  private final ChildJvm jvm;
  private final int members;
  private final Map<Integer, Seen> seen = new ConcurrentHashMap<>();
  private final List<String> lost = new ArrayList<>();

  private MemberJvm(ChildJvm.Program program, int members) throws IOException {
    this.members = members;
    this.jvm =
        ChildJvm.start(
            program,
            new ChildJvm.Listener() {
              @Override
              public void said(String line) {
                read(line);
              }

              @Override
              public void ended() {
                seen.clear();
              }
            });
  }

  /**
   * Starts a JVM whose members enter the cluster all at once.
   *
   * @param registry host:port of the seed registry
   * @param members how many
   */
  static MemberJvm start(String registry, int members) throws IOException {
    return new MemberJvm(
        ChildJvm.Program.of(
            MemberProgram.class,
            List.of("-Xmx" + (128 + 64 * members) + "m", "-XX:+UseSerialGC"),
            List.of(registry, Integer.toString(members))),
        members);
  }

  private void read(String line) {
    String[] words = line.split(" ", 4);
    if (words[0].equals(MemberProgram.TABLE)) {
      seen.put(
          Integer.parseInt(words[1]),
          new Seen(Integer.parseInt(words[2]), Long.parseLong(words[3])));
    } else {
      synchronized (lost) {
        lost.add(line);
      }
    }
  }

  int members() {
    return members;
  }

  /**
   * When the last member of this JVM came to see a table of this size.
   *
   * @return nanoseconds of the machine's monotonic clock; 0 while one of them sees another size
   */
  long settled(int size) {
    if (seen.size() < members) {
      return 0;
    }
    long last = 0;
    for (Seen each : seen.values()) {
      if (each.size != size) {
        return 0;
      }
      last = Math.max(last, each.at);
    }
    return last;
  }

  /** What members said when they fell out. */
  List<String> lost() {
    synchronized (lost) {
      return List.copyOf(lost);
    }
  }

  /** Bytes of memory that the JVM has, heap and all; 0 where the system does not say. */
  long residentBytes() throws IOException {
    return jvm.residentBytes();
  }

  /** Lets the members leave in order; the JVM ends. */
  void leave() throws IOException {
    jvm.endInput();
  }

  /** As {@code kill -<signal>} does. */
  void signal(String signal) throws IOException, InterruptedException {
    jvm.signal(signal);
  }

  @Override
  public void close() {
    jvm.close();
  }

  private record Seen(int size, long at) {}
}
