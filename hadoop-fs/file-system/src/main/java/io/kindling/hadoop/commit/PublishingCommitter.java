package io.kindling.hadoop.commit;

import io.kindling.hadoop.mount.CachedPaths;
import io.kindling.hadoop.mount.UnderPath;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.hadoop.fs.statistics.IOStatisticsSupport;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.jspecify.annotations.Nullable;

/**
 * An under store's committer for an output path of the cache: tasks write to the cache's path of
 * its work folder, and what it publishes is forgotten by the cache. As many threads as the
 * committer itself.
 */
final class PublishingCommitter extends PathOutputCommitter
    implements StreamCapabilities, IOStatisticsSource {

  private final PathOutputCommitter committer;
  private final CachedPaths cache;
  private final Path output;
  private final UnderPath under;

  PublishingCommitter(
      PathOutputCommitter committer,
      CachedPaths cache,
      Path output,
      UnderPath under,
      TaskAttemptContext context)
      throws IOException {
    super(output, context);
    this.committer = committer;
    this.cache = cache;
    this.output = output;
    this.under = under;
  }

  @Override
  public Path getOutputPath() {
    return output;
  }

  /** Folders of other stores, as of the local disk, are left as they are. */
  @Override
  public @Nullable Path getWorkPath() throws IOException {
    Path work = committer.getWorkPath();
    Path committed = committer.getOutputPath();
    if (work == null || committed == null || !isSameStore(work.toUri(), committed.toUri())) {
      return work;
    }
    URI store = under.path().toUri();
    Path there = new Path(store.getScheme(), store.getAuthority(), work.toUri().getPath());
    Path shown = under.mount().shown(there);
    return shown == null ? work : shown;
  }

  private static boolean isSameStore(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && Objects.equals(one.getAuthority(), other.getAuthority());
  }

  @Override
  public void setupJob(JobContext context) throws IOException {
    committer.setupJob(context);
  }

  @Override
  public void commitJob(JobContext context) throws IOException {
    cache.forget(output);
    try {
      committer.commitJob(context);
    } finally {
      cache.forget(output);
    }
  }

  @Override
  public void abortJob(JobContext context, JobStatus.State state) throws IOException {
    try {
      committer.abortJob(context, state);
    } finally {
      cache.forget(output);
    }
  }

  @Override
  @Deprecated
  public void cleanupJob(JobContext context) throws IOException {
    try {
      committer.cleanupJob(context);
    } finally {
      cache.forget(output);
    }
  }

  @Override
  public void setupTask(TaskAttemptContext context) throws IOException {
    committer.setupTask(context);
  }

  @Override
  public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
    return committer.needsTaskCommit(context);
  }

  @Override
  public void commitTask(TaskAttemptContext context) throws IOException {
    committer.commitTask(context);
  }

  @Override
  public void abortTask(TaskAttemptContext context) throws IOException {
    committer.abortTask(context);
  }

  @Override
  @Deprecated
  public boolean isRecoverySupported() {
    return committer.isRecoverySupported();
  }

  @Override
  public boolean isRecoverySupported(JobContext context) throws IOException {
    return committer.isRecoverySupported(context);
  }

  @Override
  public void recoverTask(TaskAttemptContext context) throws IOException {
    committer.recoverTask(context);
  }

  @Override
  public boolean isCommitJobRepeatable(JobContext context) throws IOException {
    return committer.isCommitJobRepeatable(context);
  }

  @Override
  public boolean hasCapability(String capability) {
    return committer instanceof StreamCapabilities able && able.hasCapability(capability);
  }

  @Override
  public @Nullable IOStatistics getIOStatistics() {
    return IOStatisticsSupport.retrieveIOStatistics(committer);
  }

  @Override
  public String toString() {
    return "PublishingCommitter(" + output + ", " + committer + ")";
  }
}
