package io.kindling.image.container;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Options.OpenFileOptions;

/**
 * The bytes of a container from one place on.
 *
 * @param inflated whether the file is gzip's, and these are what it holds
 */
public record ContainerInput(InputStream stream, boolean inflated) {
  private static final int BUFFER = 256 << 10;

  /** What is passed over is not read then, and headers are small. */
  private static final int HEADERS_BUFFER = 4 << 10;

  /**
   * All bytes of a container, inflated when they are gzip's, whatever the file is called.
   *
   * @throws IOException what the file system says, or that its gzip header is damaged
   */
  public static ContainerInput open(ContainerFile container) throws IOException {
    InputStream stored = at(container, 0).stream;
    try {
      stored.mark(2);
      boolean compressed = stored.read() == 0x1F && stored.read() == 0x8B;
      stored.reset();
      return compressed
          ? new ContainerInput(
              new BufferedInputStream(new GZIPInputStream(stored, BUFFER), BUFFER), true)
          : new ContainerInput(stored, false);
    } catch (IOException failed) {
      stored.close();
      throw failed;
    }
  }

  /** The bytes as they are stored, from a position on. */
  public static ContainerInput at(ContainerFile container, long position) throws IOException {
    FSDataInputStream stream =
        container.open(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_SEQUENTIAL);
    try {
      stream.seek(position);
      int buffer = container.use() == ContainerFile.Use.HEADERS ? HEADERS_BUFFER : BUFFER;
      return new ContainerInput(new BufferedInputStream(stream, buffer), false);
    } catch (IOException failed) {
      stream.close();
      throw failed;
    }
  }
}
