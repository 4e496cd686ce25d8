package io.kindling.spark.write;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.write.ShardFormat;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes the writer of a partition in its executor.
 *
 * @param output as text, because paths do not travel with every Hadoop
 * @param partitions how many writers there are
 * @param run see {@link ShardFormat.ShardPlace}
 */
record ShardWriterFactory(
    Broadcast<SerializableConfiguration> configuration,
    String output,
    String jobId,
    WriteOptions options,
    InputColumns columns,
    int partitions,
    String run)
    implements DataWriterFactory {

  @Override
  public DataWriter<InternalRow> createWriter(int partition, long taskId) {
    WriteJob job = new WriteJob(new Path(output), jobId);
    // Spark's number of a task is one of its own for each attempt.
    int attempt = (int) (taskId & Integer.MAX_VALUE);
    try {
      TaskAttemptContext context = job.context(configuration.value().value(), partition, attempt);
      ShardFormat.ShardPlace first =
          new ShardFormat.ShardPlace(options.prefix(), partition, partitions, 0, run);
      return new ShardDataWriter(job, context, options, columns, first);
    } catch (IOException failed) {
      throw new CachedImagesException(output + ": " + failed.getMessage(), failed);
    }
  }
}
