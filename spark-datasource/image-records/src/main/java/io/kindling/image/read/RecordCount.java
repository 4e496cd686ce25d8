package io.kindling.image.read;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.container.RecordSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.RecordOptions;
import java.io.IOException;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the records of containers by their headers. Any thread. */
public final class RecordCount {
  private static final Logger LOG = LoggerFactory.getLogger(RecordCount.class);

  private RecordCount() {}

  /**
   * How many records reading a range gives, if no picture in it is damaged.
   *
   * @param configuration where the file system is configured
   * @param options those of the set that the range belongs to
   * @return empty when headers do not tell, as in what is compressed by gzip, or are damaged, which
   *     reading the range reports
   * @throws IOException what the file system says
   */
  public static OptionalLong byHeaders(
      Configuration configuration, ContainerRange range, RecordOptions options) throws IOException {
    FileSystem fileSystem = new Path(range.file().path()).getFileSystem(configuration);
    ContainerFile container =
        new ContainerFile(fileSystem, range.file(), ContainerFile.Use.HEADERS);
    try (RecordSource source = ContainerRecords.open(configuration, container, range, options)) {
      return source.skipsByHeaders()
          ? OptionalLong.of(source.skip(Long.MAX_VALUE))
          : OptionalLong.empty();
    } catch (DamagedContainerException damaged) {
      LOG.debug("records are not counted by their headers", damaged);
      return OptionalLong.empty();
    }
  }
}
