package io.kindling.command.output;

/** Ends the command with a message for its user and an exit code. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * An end.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what was tried, on what, and what the user can do
   */
  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
