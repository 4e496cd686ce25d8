package io.kindling.image.sequencefile;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.jspecify.annotations.Nullable;

/** The bytes of one value after the other, decompressed. For one thread. */
interface ValueBytes extends Closeable {

  /** Begins a value, which is used until the next one begins. */
  void begin(byte[] raw, int length) throws IOException;

  /**
   * Gives the next bytes of the value.
   *
   * @throws EOFException when there are not so many
   */
  void read(byte[] target, int offset, int count) throws IOException;

  /** Checks the end of a value of which all was read, as far as its form has a check. */
  void end() throws IOException;

  /**
   * Values of a file.
   *
   * @param codec null when they are stored as they are
   */
  static ValueBytes of(@Nullable CompressionCodec codec) {
    if (codec == null) {
      return new Stored();
    }
    // Its subclasses have other formats.
    return codec.getClass() == DefaultCodec.class ? new Inflated() : new Decompressed(codec);
  }

  /** Not compressed. */
  final class Stored implements ValueBytes {
    private byte[] raw = {};
    private int at;
    private int end;

    @Override
    public void begin(byte[] value, int length) {
      raw = value;
      at = 0;
      end = length;
    }

    @Override
    public void read(byte[] target, int offset, int count) throws EOFException {
      if (count > end - at) {
        throw new EOFException();
      }
      System.arraycopy(raw, at, target, offset, count);
      at += count;
    }

    @Override
    public void end() {}

    @Override
    public void close() {}
  }

  /** In the format of zlib, which Hadoop compresses in unless it is told otherwise. */
  final class Inflated implements ValueBytes {
    private final Inflater inflater = new Inflater();
    private final byte[] none = new byte[1];

    @Override
    public void begin(byte[] value, int length) {
      inflater.reset();
      inflater.setInput(value, 0, length);
    }

    @Override
    public void read(byte[] target, int offset, int count) throws IOException {
      int done = 0;
      while (done < count) {
        int some = inflate(target, offset + done, count - done);
        if (some == 0) {
          throw new EOFException();
        }
        done += some;
      }
    }

    private int inflate(byte[] target, int offset, int count) throws IOException {
      try {
        return inflater.inflate(target, offset, count);
      } catch (DataFormatException wrong) {
        throw new IOException("zlib: " + wrong.getMessage(), wrong);
      }
    }

    /** Has zlib compare its checksum, which comes behind the last byte. */
    @Override
    public void end() throws IOException {
      int ignored = inflate(none, 0, none.length);
    }

    @Override
    public void close() {
      inflater.end();
    }
  }

  /** By any other codec of Hadoop. */
  final class Decompressed implements ValueBytes {
    private final CompressionCodec codec;
    private final @Nullable Decompressor decompressor;
    private InputStream value = InputStream.nullInputStream();

    Decompressed(CompressionCodec codec) {
      this.codec = codec;
      this.decompressor = CodecPool.getDecompressor(codec);
    }

    @Override
    public void begin(byte[] raw, int length) throws IOException {
      if (decompressor != null) {
        decompressor.reset();
      }
      value = codec.createInputStream(new ByteArrayInputStream(raw, 0, length), decompressor);
    }

    @Override
    public void read(byte[] target, int offset, int count) throws IOException {
      if (value.readNBytes(target, offset, count) < count) {
        throw new EOFException();
      }
    }

    @Override
    public void end() {}

    @Override
    public void close() {
      CodecPool.returnDecompressor(decompressor);
    }
  }
}
