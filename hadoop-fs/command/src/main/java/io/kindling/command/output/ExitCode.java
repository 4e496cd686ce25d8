package io.kindling.command.output;

/** What the command's exit tells a script. Part of its interface. */
public final class ExitCode {

  /** Everything was done. */
  public static final int DONE = 0;

  /** Some of it was not: files that failed, a path that is incomplete, findings of doctor. */
  public static final int INCOMPLETE = 1;

  /** The command line or an option is wrong; nothing was done. */
  public static final int WRONG_INPUT = 2;

  /** No storage node of the cluster answers, or it refuses this client. */
  public static final int NO_CLUSTER = 3;

  /** There is nothing at a path, or the under store does not let this user. */
  public static final int NO_PATH = 4;

  /** Anything else that went wrong while it was done. */
  public static final int FAILED = 5;

  /** Interrupted by Ctrl-C or cancelled from elsewhere. */
  public static final int CANCELLED = 130;

  private ExitCode() {}
}
