package io.kindling.hadoop.commit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/** A job whose tasks write one small file each, through the committer its output path gets. */
final class SmallJob {

  private final String name;
  private final JobID id;
  private final Path output;
  private final Configuration configuration;
  private final JobContext job;
  private final PathOutputCommitter driver;

  SmallJob(String name, int number, Path output, Configuration options) throws IOException {
    this.name = name;
    this.output = output;
    this.id = new JobID(UUID.randomUUID().toString().replace("-", "").substring(0, 12), number);
    this.configuration = new Configuration(options);
    configuration.set("spark.sql.sources.writeJobUUID", UUID.randomUUID().toString());
    configuration.set("mapreduce.job.id", id.toString());
    this.job = new JobContextImpl(configuration, id);
    this.driver = PathOutputCommitterFactory.createCommitter(output, task(0));
  }

  PathOutputCommitter driver() {
    return driver;
  }

  void setup() throws IOException {
    driver.setupJob(job);
  }

  /** One task: writes {@code <job>-<task>} and is committed. */
  void runTask(int number, String content) throws IOException {
    TaskAttemptContext context = task(number);
    PathOutputCommitter committer = PathOutputCommitterFactory.createCommitter(output, context);
    committer.setupTask(context);
    Path file = new Path(committer.getWorkPath(), fileName(number));
    FileSystem files = file.getFileSystem(context.getConfiguration());
    try (FSDataOutputStream stream = files.create(file, false)) {
      stream.write(content.getBytes(StandardCharsets.UTF_8));
    }
    if (committer.needsTaskCommit(context)) {
      committer.commitTask(context);
    }
  }

  /** A task that writes and is given up. */
  void failTask(int number) throws IOException {
    TaskAttemptContext context = task(number);
    PathOutputCommitter committer = PathOutputCommitterFactory.createCommitter(output, context);
    committer.setupTask(context);
    Path file = new Path(committer.getWorkPath(), fileName(number));
    try (FSDataOutputStream stream =
        file.getFileSystem(context.getConfiguration()).create(file, false)) {
      stream.write(1);
    }
    committer.abortTask(context);
  }

  String fileName(int task) {
    return "part=%d/%s-%d.txt".formatted(task % 2, name.toLowerCase(Locale.ROOT), task);
  }

  void commit() throws IOException {
    driver.commitJob(job);
  }

  void abort() throws IOException {
    driver.abortJob(job, JobStatus.State.FAILED);
  }

  private TaskAttemptContext task(int number) {
    TaskAttemptID attempt = new TaskAttemptID(new TaskID(id, TaskType.MAP, number), 0);
    return new TaskAttemptContextImpl(new Configuration(configuration), attempt);
  }
}
