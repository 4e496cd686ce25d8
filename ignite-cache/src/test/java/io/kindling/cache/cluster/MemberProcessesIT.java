package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Members in JVMs of their own; this JVM holds the first one and watches. */
class MemberProcessesIT {

  @TempDir private Path directory;
  private final List<ChildProgram> children = new ArrayList<>();
  private final IgniteMembership watcher = new IgniteMembership(MemberProgram.settings());

  @BeforeEach
  void found() throws IOException {
    watcher.start(List.of());
  }

  @AfterEach
  void end() {
    children.forEach(ChildProgram::close);
    watcher.close();
  }

  @Test
  void killedProcessLeavesTheTableAndANewOneEnters() throws Exception {
    ChildProgram first = join();
    ChildProgram second = join();
    awaitSize(3, Duration.ofSeconds(5));
    long epoch = watcher.table().epoch();

    first.close();
    awaitSize(2, Duration.ofSeconds(4));
    assertThat(watcher.table().epoch()).isGreaterThan(epoch);
    second.await("TABLE " + watcher.table().epoch() + " 2");

    join();
    awaitSize(3, Duration.ofSeconds(5));
    assertThat(second.lines()).noneMatch(line -> line.startsWith("LOST"));
  }

  @Test
  void processWhoseMainThrewEndsByItself() throws Exception {
    ChildProgram child = join();
    child.say("throw");

    assertThat(child.exitValue()).isEqualTo(1);
    awaitSize(1, Duration.ofSeconds(2));
    assertThat(child.lines()).anyMatch(line -> line.contains("thrown by the program"));
  }

  @Test
  void processEndsBySystemExit() throws Exception {
    ChildProgram child = join();
    child.say("exit");

    assertThat(child.exitValue()).isEqualTo(3);
    awaitSize(1, Duration.ofSeconds(2));
  }

  @Test
  void processEndsAfterItsMemberWasClosed() throws Exception {
    ChildProgram child = join();
    child.say("close");
    child.await("CLOSED");
    awaitSize(1, Duration.ofSeconds(2));
    child.say("throw");

    assertThat(child.exitValue()).isEqualTo(1);
    try (Stream<Path> litter = Files.list(directory)) {
      assertThat(litter).isEmpty();
    }
    assertThat(child.lines())
        .as("the member's own lines, the program's and the stack trace of its end")
        .hasSizeLessThan(12)
        .noneMatch(line -> line.contains("org.apache.ignite"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void terminatedProcessLeavesInOrder() throws Exception {
    ChildProgram child = join();
    child.signal("TERM");

    assertThat(child.exitValue()).isEqualTo(128 + 15);
    awaitSize(1, Duration.ofSeconds(2));
  }

  @Test
  @Tag("full")
  @DisabledOnOs(OS.WINDOWS)
  void briefSilenceIsForgivenAndALongOneIsNot() throws Exception {
    ChildProgram frozen = join();
    ChildProgram other = join();
    awaitSize(3, Duration.ofSeconds(5));

    frozen.signal("STOP");
    Thread.sleep(IgniteNodeConfiguration.FAILURE_DETECTION_MILLISECONDS / 2);
    frozen.signal("CONT");
    Thread.sleep(1_000);
    assertThat(watcher.table().size()).isEqualTo(3);

    frozen.signal("STOP");
    awaitSize(2, Duration.ofMillis(3 * IgniteNodeConfiguration.FAILURE_DETECTION_MILLISECONDS));
    frozen.signal("CONT");
    frozen.await("LOST");
    assertThat(other.lines()).noneMatch(line -> line.startsWith("LOST"));
    assertThat(watcher.state()).isEqualTo(Membership.State.MEMBER);

    // It was closed by itself, so its program can end.
    frozen.say("throw");
    assertThat(frozen.exitValue()).isEqualTo(1);
  }

  private ChildProgram join() throws IOException, InterruptedException {
    ChildProgram child =
        ChildProgram.start(
            directory,
            MemberProgram.class,
            List.of(Integer.toString(watcher.discoveryAddress().getPort())));
    children.add(child);
    child.await("READY");
    return child;
  }

  private void awaitSize(int nodes, Duration limit) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(watcher.table().size()).isEqualTo(nodes));
  }
}
