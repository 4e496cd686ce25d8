package io.kindling.image.read;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceBytes;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The records of one split in their order, some read ahead of the caller, so that decoding does not
 * wait for one answer of the store after the other. Used by one thread. Reading threads of its own
 * use the file systems of the calling thread, and what they count is moved to that thread.
 */
public interface RecordStream extends AutoCloseable {

  /**
   * Goes on to the next record; null behind the last one. What the record before held is no longer
   * valid, unless the stream {@link #keepsContents}.
   *
   * @throws IOException when the container cannot be read or is damaged; nothing follows then.
   *     Faults of a picture that is a file of its own are thrown by its {@code content()}.
   */
  @Nullable PictureRecord next() throws IOException;

  /**
   * Where the bytes came from that the records until now took, those of containers with all around
   * them; none when nobody knows.
   */
  default SourceBytes sources() {
    return SourceBytes.NONE;
  }

  /** Whether what a record holds stays valid when the stream goes on. */
  default boolean keepsContents() {
    return false;
  }

  /** Begins no more reads; those under way end by themselves. */
  @Override
  void close();

  /**
   * Begins to read a split.
   *
   * @param configuration where the file systems are configured
   * @param options those of the set that the split belongs to
   */
  static RecordStream open(Configuration configuration, RecordSplit split, RecordOptions options)
      throws IOException {
    if (split instanceof FileRun run) {
      return switch (options.contents()) {
        case READ -> new FileRecords(configuration, run.files().iterator());
        case SKIP -> new ListedRecords(run.files().iterator());
      };
    }
    return openContainer(configuration, (ContainerRange) split, options, 0, Long.MAX_VALUE);
  }

  /**
   * Begins to read some records of a container.
   *
   * @param configuration where the file system is configured
   * @param options those of the set that the range belongs to
   * @param first number of the first record in the range; those before are passed over, by their
   *     headers where the format has such
   * @param end number of the first that is not read until {@link ContainerStream#readUpTo} says so
   */
  static ContainerStream openContainer(
      Configuration configuration,
      ContainerRange range,
      RecordOptions options,
      long first,
      long end)
      throws IOException {
    FileSystem fileSystem = new Path(range.file().path()).getFileSystem(configuration);
    ContainerFile container = new ContainerFile(fileSystem, range.file());
    return new AheadRecords(
        FileRecords.THREADS,
        () -> ContainerRecords.open(configuration, container, range, options),
        container::sources,
        first,
        end);
  }
}
