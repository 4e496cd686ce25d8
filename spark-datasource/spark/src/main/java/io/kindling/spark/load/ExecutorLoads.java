package io.kindling.spark.load;

import io.kindling.hadoop.load.LoadWork;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * What the tasks of load jobs in this JVM work with: opening file systems takes longer than most
 * tasks. Those of the last few jobs are kept when no task uses them. Any thread.
 */
final class ExecutorLoads {

  private static final int MOST = 4;

  /** The oldest first; guarded by itself, as are the users of each. */
  private static final Map<String, Use> BY_JOB = new LinkedHashMap<>();

  private ExecutorLoads() {}

  /** A job's work in one task, which closes this. */
  static final class Use implements AutoCloseable {
    private final LoadWork work;
    private int users;

    private Use(LoadWork work) {
      this.work = work;
    }

    LoadWork work() {
      return work;
    }

    @Override
    public void close() {
      synchronized (BY_JOB) {
        users--;
        closeOld();
      }
    }
  }

  static Use of(String job, Configuration configuration) {
    synchronized (BY_JOB) {
      Use use = BY_JOB.computeIfAbsent(job, any -> new Use(new LoadWork(configuration)));
      use.users++;
      closeOld();
      return use;
    }
  }

  private static void closeOld() {
    Iterator<Use> oldest = BY_JOB.values().iterator();
    while (BY_JOB.size() > MOST && oldest.hasNext()) {
      Use each = oldest.next();
      if (each.users == 0) {
        oldest.remove();
        each.work.close();
      }
    }
  }
}
