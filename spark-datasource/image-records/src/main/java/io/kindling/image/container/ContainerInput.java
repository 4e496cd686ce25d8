package io.kindling.image.container;

import io.kindling.image.record.SourceFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.OpenFileOptions;

/** Opens containers that are read from their beginning to their end. */
public final class ContainerInput {
  private static final int BUFFER = 256 << 10;

  private ContainerInput() {}

  /**
   * The bytes of a container, inflated when they are gzip's, whatever the file is called.
   *
   * @throws IOException what the file system says, or that its gzip header is damaged
   */
  public static InputStream open(FileSystem fileSystem, SourceFile file) throws IOException {
    InputStream stored =
        new BufferedInputStream(
            file.open(fileSystem, OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_SEQUENTIAL),
            BUFFER);
    try {
      stored.mark(2);
      boolean compressed = stored.read() == 0x1F && stored.read() == 0x8B;
      stored.reset();
      return compressed
          ? new BufferedInputStream(new GZIPInputStream(stored, BUFFER), BUFFER)
          : stored;
    } catch (IOException failed) {
      stored.close();
      throw failed;
    }
  }
}
