package io.kindling.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {

  @Test
  void allArgumentsAreUnderstood() {
    ServerOptions options =
        ServerOptions.parse(
            "--root",
            "/data",
            "--bucket",
            "a",
            "--bucket",
            "b",
            "--first-byte-delay",
            "15ms-20ms",
            "--connection-rate",
            "100m",
            "--total-rate",
            "1200m");

    assertThat(options)
        .isEqualTo(new ServerOptions(Path.of("/data"), List.of("a", "b"), Throttle.SAME_REGION));
    assertThat(ServerOptions.parse("--root", "/data", "--first-byte-delay", "7ms").throttle())
        .isEqualTo(
            new Throttle(
                Duration.ofMillis(7),
                Duration.ofMillis(7),
                Throttle.UNLIMITED,
                Throttle.UNLIMITED));
  }

  @Test
  void wrongArgumentsAreNamedInOneLineWithTheUsage() {
    wrong("--root is missing", "--bucket", "a");
    wrong("unknown argument --port", "--port", "80");
    wrong("--bucket needs a value", "--root", "/data", "--bucket");
    wrong("--first-byte-delay soon is no delay", "--first-byte-delay", "soon");
    wrong("--total-rate 3g is no number of bytes per second", "--total-rate", "3g");
  }

  private static void wrong(String message, String... arguments) {
    assertThatThrownBy(() -> ServerOptions.parse(arguments))
        .hasMessageStartingWith(message + "; usage: ")
        .message()
        .doesNotContain("\n");
  }
}
