package io.kindling.spark.write;

import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardedOutput;
import io.kindling.image.write.UnwritablePictureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** Writes the pictures of one partition into the work folder of one attempt. For one thread. */
final class ShardDataWriter implements DataWriter<InternalRow> {
  private final InputColumns columns;
  private final WriteMode mode;
  private final TaskAttemptContext context;
  private final PathOutputCommitter committer;
  private final ShardedOutput output;
  private volatile long leftOut;

  ShardDataWriter(
      WriteJob job,
      TaskAttemptContext context,
      WriteOptions options,
      InputColumns columns,
      ShardFormat.ShardPlace first)
      throws IOException {
    this.columns = columns;
    this.mode = options.mode();
    this.context = context;
    this.committer = job.committer(context);
    committer.setupTask(context);
    Path work = committer.getWorkPath();
    this.output =
        new ShardedOutput(
            context.getConfiguration(), work, options.format(), options.limits(), first);
  }

  // One thread writes; the others only look.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  @Override
  public void write(InternalRow row) throws IOException {
    try {
      output.add(columns.picture(row));
    } catch (UndecodableImageException | UnwritablePictureException bad) {
      if (mode == WriteMode.FAILFAST) {
        throw bad;
      }
      leftOut++;
    }
  }

  @Override
  public WriterCommitMessage commit() throws IOException {
    output.finish();
    if (committer.needsTaskCommit(context)) {
      committer.commitTask(context);
    }
    return new ShardsWritten(output.names(), output.records(), output.bytes(), leftOut);
  }

  @Override
  public void abort() throws IOException {
    try {
      output.close();
    } finally {
      committer.abortTask(context);
    }
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    try {
      return WriteMetrics.values(output.records(), output.bytes(), output.names().size(), leftOut);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
