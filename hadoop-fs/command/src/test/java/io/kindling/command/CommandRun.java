package io.kindling.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * One run of the command.
 *
 * @param exitCode what a shell would see
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Runs the command in this JVM. */
  static CommandRun of(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Kindling.run(
            arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err, true));
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** The output as JSON. */
  JsonNode json() {
    try {
      return MAPPER.readTree(out);
    } catch (IOException malformed) {
      throw new UncheckedIOException(out + err, malformed);
    }
  }

  CommandRun exits(int code) {
    assertThat(exitCode).as(out + err).isEqualTo(code);
    return this;
  }
}
