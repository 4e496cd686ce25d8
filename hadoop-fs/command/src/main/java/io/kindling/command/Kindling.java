package io.kindling.command;

import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.transfer.HandshakeException;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The {@code kindling} command. */
@Command(
    name = "kindling",
    description = "Runs and operates a Kindling cache.",
    synopsisSubcommandLabel = "VERB",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:not all of it: files failed, a path is incomplete, doctor has findings",
      "2:the command line or an option is wrong; nothing was done",
      "3:no storage node of the cluster answers, or it refuses this client",
      "4:nothing at a path, or the under store does not let this user",
      "5:anything else that went wrong",
      "130:interrupted or cancelled"
    },
    subcommands = {
      NodeVerb.class,
      StatusVerb.class,
      LsVerb.class,
      StatVerb.class,
      LoadVerb.class,
      JobsVerb.class,
      CheckVerb.class,
      FreeVerb.class,
      PinVerb.class,
      UnpinVerb.class,
      TtlVerb.class,
      QuotaVerb.class,
      ReplicationVerb.class,
      PolicyVerb.class,
      MountVerb.class,
      UnmountVerb.class,
      MountsVerb.class,
      EvictionsVerb.class,
      BenchVerb.class,
      DoctorVerb.class,
      ConfVerb.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Kindling implements Runnable {

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private Kindling() {}

  /** The command without arguments, to look at what it knows. */
  static Object command() {
    return new Kindling();
  }

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Charset terminal = Charset.defaultCharset();
    System.exit(
        run(
            arguments,
            new PrintWriter(System.out, false, terminal),
            new PrintWriter(System.err, true, terminal)));
  }

  /**
   * Runs the command.
   *
   * @return its exit code
   */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    int code =
        new CommandLine(new Kindling())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Kindling::explain)
            .execute(arguments);
    out.flush();
    err.flush();
    return code;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "name a verb");
    }
  }

  private static int explain(Exception failed, CommandLine command, ParseResult whole) {
    int code = exitCode(failed);
    String message = message(failed);
    if (command.getParseResult().hasMatchedOption("--json")) {
      command.getOut().println(Json.text(Json.object("error", message, "exitCode", code)));
    }
    command.getErr().println("kindling " + command.getCommandName() + ": " + message);
    if (code == ExitCode.FAILED && !(failed instanceof IOException)) {
      failed.printStackTrace(command.getErr());
    }
    return code;
  }

  private static int exitCode(Exception failed) {
    if (failed instanceof CommandException known) {
      return known.exitCode();
    }
    if (failed instanceof InvalidSettingsException || failed instanceof InvalidPathException) {
      return ExitCode.WRONG_INPUT;
    }
    if (failed instanceof HandshakeException) {
      return ExitCode.NO_CLUSTER;
    }
    if (failed instanceof InterruptedException || failed instanceof InterruptedIOException) {
      return ExitCode.CANCELLED;
    }
    return failed instanceof FileNotFoundException || failed instanceof AccessControlException
        ? ExitCode.NO_PATH
        : ExitCode.FAILED;
  }

  private static String message(Exception failed) {
    String message = failed.getMessage();
    return message == null || message.isBlank() ? failed.toString() : message;
  }
}
