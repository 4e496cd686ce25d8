package io.kindling.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program in a JVM of its own that copies a bucket through S3A into files, some at a time; it
 * ends with its parent. Used by one thread.
 */
final class CopyJvm implements AutoCloseable {

  private static final String READY = "ready";
  private static final String COPIED = "copied ";
  private static final String ENDED = "ended";

  private final ChildJvm jvm;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private CopyJvm(List<String> arguments) throws IOException {
    jvm =
        ChildJvm.start(
            ChildJvm.Program.of(
                CopyJvm.class, ChildJvm.flagsOfThisJvm(flag -> flag.startsWith("-Xmx")), arguments),
            new ChildJvm.Listener() {
              @Override
              public void said(String line) {
                answers.add(line);
              }

              @Override
              public void ended() {
                answers.add(ENDED);
              }
            });
  }

  /** Starts the JVM, and returns when the program waits for work. */
  static CopyJvm start(String bucket, int threads, Map<String, String> options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(bucket, Integer.toString(threads)));
    options.forEach((key, value) -> arguments.add(key + "=" + value));
    CopyJvm copy = new CopyJvm(arguments);
    copy.await(READY);
    return copy;
  }

  /** Copies all files of the bucket into a folder; answers how many. */
  int copy(Path folder) throws IOException, InterruptedException {
    jvm.say(folder.toAbsolutePath() + "\n");
    return Integer.parseInt(await(COPIED));
  }

  /** Processor time of the JVM so far, in nanoseconds. */
  long cpuNanos() {
    return jvm.cpuNanos();
  }

  /** The rest of the next line that begins so. */
  private String await(String beginning) throws IOException, InterruptedException {
    while (true) {
      String line = answers.poll(Readers.LIMIT_MINUTES, TimeUnit.MINUTES);
      if (line == null || line.equals(ENDED)) {
        throw new IOException("the program that copies " + (line == null ? "hangs" : "has ended"));
      }
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
  }

  @Override
  public void close() {
    jvm.close();
  }

  /** Bucket, threads, and options of S3A, each {@code key=value}; then a folder in each line. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    int threads = Integer.parseInt(arguments[1]);
    try (S3aFiles files = new S3aFiles(arguments[0], options);
        BufferedReader folders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println(READY);
      for (String folder = folders.readLine(); folder != null; folder = folders.readLine()) {
        System.out.println(COPIED + files.copy(Path.of(folder), threads));
      }
    }
  }
}
