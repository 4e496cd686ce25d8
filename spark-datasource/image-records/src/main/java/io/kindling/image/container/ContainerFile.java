package io.kindling.image.container;

import io.kindling.image.record.SourceBytes;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;

/**
 * A container as its readers open it, which remembers their streams and tells where the bytes came
 * from. Used by one thread.
 */
public final class ContainerFile {
  private final FileSystem fileSystem;
  private final SourceFile file;
  private final List<FSDataInputStream> opened = new ArrayList<>();

  public ContainerFile(FileSystem fileSystem, SourceFile file) {
    this.fileSystem = fileSystem;
    this.file = file;
  }

  /** As it was listed. */
  public SourceFile file() {
    return file;
  }

  /**
   * Opens the file with what the listing told about it.
   *
   * @param readPolicy one of {@code FS_OPTION_OPENFILE_READ_POLICY}'s values
   */
  public FSDataInputStream open(String readPolicy) throws IOException {
    FSDataInputStream stream = file.open(fileSystem, readPolicy);
    opened.add(stream);
    return stream;
  }

  /** Where the bytes that its streams gave until now came from. */
  public SourceBytes sources() {
    return opened.stream().map(SourceBytes::of).reduce(SourceBytes.NONE, SourceBytes::plus);
  }
}
