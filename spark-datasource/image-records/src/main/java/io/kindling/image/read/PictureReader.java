package io.kindling.image.read;

import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.record.SourceBytes;
import io.kindling.image.record.SourceFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.fs.Path;

/**
 * Reads the encoded bytes of listed pictures, each with the status that the listing gave, so that
 * no request asks for one. Keeps one buffer that grows to the largest picture; used by one thread.
 */
final class PictureReader {
  private final Configuration configuration;
  private SourceBytes sources = SourceBytes.NONE;
  private byte[] buffer = new byte[256 << 10];

  /**
   * @param configuration where the file systems of the pictures are configured
   */
  PictureReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The file system of a picture, with the rights of the calling thread. */
  FileSystem fileSystem(SourceFile file) throws IOException {
    return new Path(file.path()).getFileSystem(configuration);
  }

  /** Where the bytes of the last picture came from. */
  SourceBytes sources() {
    return sources;
  }

  /** Bytes that this reader keeps for the next picture. */
  int kept() {
    return buffer.length;
  }

  /**
   * Reads a whole picture.
   *
   * @return its bytes between position and limit, valid until the next call
   * @throws UndecodableImageException when the file is larger than an array can be
   * @throws IOException what the file system says, or that the file is shorter than listed
   */
  ByteBuffer read(SourceFile file) throws IOException {
    return read(fileSystem(file), file);
  }

  /** Does what {@link #read(SourceFile)} does, by a file system that is open. */
  ByteBuffer read(FileSystem fileSystem, SourceFile file) throws IOException {
    int length = arrayLength(file);
    if (length > buffer.length) {
      buffer =
          new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, 2L * buffer.length))];
    }
    try (FSDataInputStream stream =
        file.open(fileSystem, OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_WHOLE_FILE)) {
      stream.readFully(0, buffer, 0, length);
      sources = SourceBytes.of(stream);
    } catch (EOFException shorter) {
      throw new IOException(
          file.path() + ": shorter than the " + length + " bytes that were listed; list it again",
          shorter);
    }
    return ByteBuffer.wrap(buffer, 0, length);
  }

  private static int arrayLength(SourceFile file) throws UndecodableImageException {
    if (file.length() > Integer.MAX_VALUE - 8) {
      throw new UndecodableImageException(
          file.path(), "its " + file.length() + " bytes are more than an array holds");
    }
    return (int) file.length();
  }
}
