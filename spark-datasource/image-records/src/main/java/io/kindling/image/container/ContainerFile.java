package io.kindling.image.container;

import io.kindling.image.record.SourceBytes;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.OpenFileOptions;

/**
 * A container as its readers open it, which remembers their streams and tells where the bytes came
 * from. Used by one thread.
 */
public final class ContainerFile {
  private final FileSystem fileSystem;
  private final SourceFile file;
  private final Use use;
  private final List<FSDataInputStream> opened = new ArrayList<>();

  /** What is read of a container. */
  public enum Use {
    /** Records with all they hold. */
    RECORDS,
    /** A few bytes of each record, none of which is worth reading ahead for. */
    HEADERS
  }

  /** A container whose records are read. */
  public ContainerFile(FileSystem fileSystem, SourceFile file) {
    this(fileSystem, file, Use.RECORDS);
  }

  public ContainerFile(FileSystem fileSystem, SourceFile file, Use use) {
    this.fileSystem = fileSystem;
    this.file = file;
    this.use = use;
  }

  /** As it was listed. */
  public SourceFile file() {
    return file;
  }

  /** What is read of it. */
  public Use use() {
    return use;
  }

  /**
   * Opens the file with what the listing told about it.
   *
   * @param readPolicy for records: one of {@code FS_OPTION_OPENFILE_READ_POLICY}'s values
   */
  public FSDataInputStream open(String readPolicy) throws IOException {
    FSDataInputStream stream =
        file.open(
            fileSystem,
            use == Use.HEADERS
                ? OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_RANDOM
                : readPolicy);
    opened.add(stream);
    return stream;
  }

  /** Where the bytes that its streams gave until now came from. */
  public SourceBytes sources() {
    return opened.stream().map(SourceBytes::of).reduce(SourceBytes.NONE, SourceBytes::plus);
  }
}
