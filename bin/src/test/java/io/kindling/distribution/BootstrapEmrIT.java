package io.kindling.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bootstrap action of EMR, in a root of its own with the distribution as it is built. */
@Tag("full")
@Timeout(300)
class BootstrapEmrIT {
  private static final Path BIN = Project.ROOT.resolve("bin");
  private static final int NOT_ROOT = 77;

  @Test
  void installsConfiguresAndRefusesInASandbox() throws Exception {
    assumeTrue(isThere("unshare"), "unshare is not on this machine; it is in util-linux");
    Path log = Path.of("target", "bootstrap-emr-test.log");
    int exit =
        run(
            log,
            BIN.resolve("src/test/sh/bootstrap-emr-test.sh").toString(),
            DistributionIT.archive().toString());
    assumeTrue(exit != NOT_ROOT, "a mount namespace and chroot need root");
    String output = Project.read(log);
    assertThat(output).doesNotContain("not ok").contains(" passed, 0 failed");
    assertThat(exit).isZero();
  }

  @Test
  void scriptsPassShellcheck() throws Exception {
    assumeTrue(isThere("shellcheck"), "shellcheck is not on this machine");
    Path log = Path.of("target", "shellcheck.log");
    int exit =
        run(
            log,
            "shellcheck",
            BIN.resolve("bootstrap-emr.sh").toString(),
            BIN.resolve("kindling").toString(),
            BIN.resolve("src/test/sh/bootstrap-emr-test.sh").toString(),
            BIN.resolve("reproduce").toString());
    assertThat(Project.read(log)).isEmpty();
    assertThat(exit).isZero();
  }

  private static int run(Path log, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("it ends; its log is %s", log).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean isThere(String program) {
    return List.of(System.getenv("PATH").split(File.pathSeparator, -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
