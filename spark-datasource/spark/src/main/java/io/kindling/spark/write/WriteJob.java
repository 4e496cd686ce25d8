package io.kindling.spark.write;

import io.kindling.hadoop.commit.CacheCommitterFactory;
import io.kindling.hadoop.mount.CachedPaths;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * One write as a job of Hadoop's committers: the output becomes visible when the job is committed,
 * and only what committed attempts have written.
 *
 * @param output qualified
 * @param id the same for driver and tasks, and of no other job
 */
record WriteJob(Path output, String id) {

  private static final String COMMITTER_NAME = "fs.s3a.committer.name";
  private static final String ABORT_OTHERS = "fs.s3a.committer.abort.pending.uploads";
  private static final String FACTORY_OF_SCHEME = "mapreduce.outputcommitter.factory.scheme.";

  static WriteJob create(Path output) {
    return new WriteJob(output, UUID.randomUUID().toString().replace("-", ""));
  }

  /**
   * The settings of the job. On S3 the magic committer, unless the user has chosen one: it renames
   * nothing, so that no reader sees a part of the output and no failure leaves one.
   */
  Configuration configured(Configuration session) throws IOException {
    Configuration job = new Configuration(session);
    job.set("spark.sql.sources.writeJobUUID", id);
    setUnlessChosen(job, COMMITTER_NAME, "magic");
    setUnlessChosen(job, ABORT_OTHERS, "false");
    if (output.getFileSystem(job) instanceof CachedPaths) {
      String scheme = output.toUri().getScheme();
      setUnlessChosen(job, FACTORY_OF_SCHEME + scheme, CacheCommitterFactory.class.getName());
    }
    return job;
  }

  private static void setUnlessChosen(Configuration job, String key, String value) {
    String[] sources = job.getPropertySources(key);
    boolean chosen =
        sources != null
            && sources.length > 0
            && !sources[sources.length - 1].endsWith("-default.xml");
    if (!chosen) {
      job.set(key, value);
    }
  }

  /** The context of the whole job, for the driver. */
  JobContext context(Configuration job) {
    return new JobContextImpl(job, jobId());
  }

  /** The context of one attempt to write one partition. */
  TaskAttemptContext context(Configuration job, int partition, int attempt) {
    TaskAttemptID attemptId =
        new TaskAttemptID(new TaskID(jobId(), TaskType.MAP, partition), attempt);
    Configuration own = new Configuration(job);
    own.set("mapreduce.job.id", jobId().toString());
    own.set("mapreduce.task.id", attemptId.getTaskID().toString());
    own.set("mapreduce.task.attempt.id", attemptId.toString());
    own.setBoolean("mapreduce.task.ismap", true);
    own.setInt("mapreduce.task.partition", partition);
    return new TaskAttemptContextImpl(own, attemptId);
  }

  /** The committer that is configured for the output's file system. */
  PathOutputCommitter committer(TaskAttemptContext context) throws IOException {
    return PathOutputCommitterFactory.getCommitterFactory(output, context.getConfiguration())
        .createOutputCommitter(output, context);
  }

  private JobID jobId() {
    return new JobID(id, 0);
  }
}
