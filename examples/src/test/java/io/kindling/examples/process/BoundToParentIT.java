package io.kindling.examples.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BoundToParentIT {

  @TempDir Path folder;

  @Test
  void childrenEndWhenTheirParentIsKilled() throws Exception {
    JavaCommand parent = command(Parent.class, folder.toString());
    List<String> line = new ArrayList<>(parent.commandLine());
    // The parent itself is not bound to this JVM: nobody but the kill below ends it.
    line.remove(BoundToParent.class.getName());
    Process process = new ProcessBuilder(line).inheritIO().start();
    try {
      ProcessHandle child = announcedChild();
      assertThat(child.isAlive()).isTrue();

      process.destroyForcibly().waitFor();

      await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void closingAGroupEndsItsProcesses() throws Exception {
    ChildProcess child;
    try (ProcessGroup group = new ProcessGroup(folder.resolve("logs"))) {
      child = group.start("sleeper", command(Sleeper.class));
      assertThat(child.isAlive()).isTrue();
    }
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void exitCodeAndOutputOfTheChildComeThrough() throws Exception {
    List<String> lines = new ArrayList<>();
    try (ProcessGroup group = new ProcessGroup(folder.resolve("logs"))) {
      ChildProcess child = group.start("speaker", command(Speaker.class, "hello"), lines::add);
      assertThat(child.await()).isEqualTo(7);
      await().untilAsserted(() -> assertThat(lines).containsExactly("hello"));
      assertThat(child.lastLines(1)).isEqualTo("to the log");
    }
  }

  private ProcessHandle announcedChild() {
    Path announced = folder.resolve("child");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(announced));
    return ProcessHandle.of(Long.parseLong(read(announced))).orElseThrow();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JavaCommand command(Class<?> main, String... arguments) {
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    return new JavaCommand(
        "64m", List.of(), classPath, main.getName(), List.of(arguments), Map.of());
  }

  /** Starts a sleeper in a group and sleeps. */
  public static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      ProcessGroup group = new ProcessGroup(folder.resolve("logs"));
      group.start("sleeper", command(Sleeper.class));
      long child = ProcessHandle.current().children().findFirst().orElseThrow().pid();
      Path written = Files.writeString(folder.resolve("child.part"), Long.toString(child));
      Files.move(written, folder.resolve("child"));
      Sleeper.main(args);
    }
  }

  /** Does nothing for longer than any test. */
  public static final class Sleeper {
    private Sleeper() {}

    public static void main(String[] args) throws InterruptedIOException {
      try {
        TimeUnit.MINUTES.sleep(10);
      } catch (InterruptedException e) {
        throw new InterruptedIOException(e.getMessage());
      }
    }
  }

  /** Says its argument, then something to the log, and exits with 7. */
  public static final class Speaker {
    private Speaker() {}

    public static void main(String[] args) {
      System.out.println(args[0]);
      System.err.println("to the log");
      System.exit(7);
    }
  }
}
