package io.kindling.hadoop.commit;

import io.kindling.hadoop.mount.CachedPaths;
import io.kindling.hadoop.mount.UnderPath;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives a job that writes through the cache the committer that it would have on the bare store:
 * {@code mapreduce.outputcommitter.factory.scheme.cache}, and the same key of a scheme that was
 * taken over, name this class.
 *
 * <p>Over S3A these are its own committers, chosen by {@code fs.s3a.committer.name}; over other
 * stores that of the factory which is configured for their scheme. Whoever has none is given a
 * {@link FileOutputCommitter} that works through the cache. Any thread.
 */
public final class CacheCommitterFactory extends PathOutputCommitterFactory {

  @Override
  public PathOutputCommitter createOutputCommitter(
      @Nullable Path output, TaskAttemptContext context) throws IOException {
    if (output == null) {
      return createFileOutputCommitter(null, context);
    }
    FileSystem fileSystem = output.getFileSystem(context.getConfiguration());
    if (!(fileSystem instanceof CachedPaths cache)) {
      throw new PathIOException(
          output.toString(),
          "%s serves the cache and no %s; unset mapreduce.outputcommitter.factory.scheme.%s"
              .formatted(
                  CacheCommitterFactory.class.getName(),
                  fileSystem.getClass().getName(),
                  fileSystem.getScheme()));
    }
    UnderPath under = cache.under(output);
    under.mount().requireWritable(output);
    PathOutputCommitter committer =
        under.store().isS3a()
            ? S3aCommitters.create(under, context)
            : ofScheme(under.path(), context);
    return committer == null || committer instanceof FileOutputCommitter
        ? createFileOutputCommitter(output, context)
        : new PublishingCommitter(
            committer, cache, fileSystem.makeQualified(output), under, context);
  }

  /** What is configured for the under store's scheme; null when that is nothing else than this. */
  private static @Nullable PathOutputCommitter ofScheme(Path under, TaskAttemptContext context)
      throws IOException {
    Configuration configuration = context.getConfiguration();
    PathOutputCommitterFactory factory = getCommitterFactory(under, configuration);
    return factory instanceof CacheCommitterFactory
        ? null
        : factory.createOutputCommitter(under, context);
  }
}
