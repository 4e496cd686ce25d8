package io.kindling.benchmarks.bigdl;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs in a JVM of its own and ends it. */
@FunctionalInterface
interface Program {

  /** Does the work. */
  void run(Arguments told) throws Exception;

  /**
   * Runs a program and ends the JVM: with 0 when it ended well. Threads of libraries would keep the
   * JVM alive.
   */
  @SuppressWarnings("SystemExitOutsideMain")
  static void runAndExit(Program program, String[] arguments) {
    Logger log = LoggerFactory.getLogger(Program.class);
    int exit = 1;
    try {
      program.run(new Arguments(arguments));
      exit = 0;
    } catch (Throwable failed) {
      log.error("the program broke off", failed);
    } finally {
      System.exit(exit);
    }
  }
}
