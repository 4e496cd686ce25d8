package io.kindling.examples.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends the JVM when standard input ends.
 *
 * <p>The parent holds the other end of that pipe and writes nothing. The operating system closes it
 * when the parent is gone, whatever ended it, so a child started this way is never left behind.
 */
public final class BoundToParent {

  /** How long shutdown hooks may take once the parent is gone, in milliseconds. */
  private static final long GRACE_MILLIS = 10_000;

  private BoundToParent() {}

  /**
   * Runs the class.
   *
   * @param args name of the class whose {@code main} is run, then its arguments
   */
  public static void main(String[] args) throws Throwable {
    daemon("parent-watch", BoundToParent::endWithParent);
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    try {
      Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @SuppressWarnings("SystemExitOutsideMain")
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Whatever is written is of no interest; only the end is.
      }
    } catch (IOException e) {
      // A broken pipe says the same as its end.
    }
    daemon("parent-gone", BoundToParent::haltAfterGrace);
    System.exit(143);
  }

  private static void haltAfterGrace() {
    try {
      Thread.sleep(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(143);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
