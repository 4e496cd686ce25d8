package io.kindling.spark.write;

import io.kindling.image.options.CachedImagesException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The driver's side of one write. What an overwrite replaces is deleted after the new shards are
 * there, so that a failed one leaves the old.
 */
final class ImagesBatchWrite implements BatchWrite {
  private final Path output;
  private final WriteJob job;
  private final Configuration configuration;
  private final WriteOptions options;
  private final InputColumns columns;
  private final Existing existing;
  private final PathOutputCommitter committer;
  private final JobContext context;
  private List<Path> found = List.of();
  private WriteProgress progress;

  /** What becomes of files that are there already. */
  enum Existing {
    KEEP,
    REPLACE
  }

  ImagesBatchWrite(
      Path output,
      Configuration session,
      WriteOptions options,
      InputColumns columns,
      Existing existing) {
    try {
      this.output = output.getFileSystem(session).makeQualified(output);
      this.job = WriteJob.create(this.output);
      this.configuration = job.configured(session);
      this.options = options;
      this.columns = columns;
      this.existing = existing;
      this.context = job.context(configuration);
      TaskAttemptContext driver = job.context(configuration, 0, 0);
      this.committer = job.committer(driver);
    } catch (IOException failed) {
      throw failure(output, failed);
    }
    this.progress = new WriteProgress(this.output, 0);
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    progress = new WriteProgress(output, info.numPartitions());
    try {
      found = OutputFolder.entries(output, configuration);
      committer.setupJob(context);
    } catch (IOException failed) {
      throw failure(output, failed);
    }
    String run =
        existing == Existing.KEEP && !found.isEmpty()
            ? UUID.randomUUID().toString().substring(0, 8)
            : "";
    return new ShardWriterFactory(
        JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext())
            .broadcast(new SerializableConfiguration(configuration)),
        output.toString(),
        job.id(),
        options,
        columns,
        info.numPartitions(),
        run);
  }

  @Override
  public void onDataWriterCommit(WriterCommitMessage message) {
    progress.written((ShardsWritten) message);
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    Set<String> written = new HashSet<>();
    for (WriterCommitMessage message : messages) {
      written.addAll(((ShardsWritten) message).names());
    }
    try {
      committer.commitJob(context);
      if (existing == Existing.REPLACE) {
        FileSystem fileSystem = output.getFileSystem(configuration);
        for (Path old : found) {
          if (!written.contains(old.getName())) {
            fileSystem.delete(old, true);
          }
        }
      }
    } catch (IOException failed) {
      throw failure(output, failed);
    }
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    try {
      committer.abortJob(context, JobStatus.State.FAILED);
    } catch (IOException failed) {
      throw failure(output, failed);
    }
  }

  private static CachedImagesException failure(Path output, IOException failed) {
    return new CachedImagesException(output + ": " + failed.getMessage(), failed);
  }

  @Override
  public String toString() {
    return progress.toString();
  }
}
