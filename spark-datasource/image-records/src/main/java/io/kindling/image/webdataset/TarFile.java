package io.kindling.image.webdataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes regular files into a tar (POSIX.1-2001: ustar headers, and a pax header before members
 * whose names do not fit). All members have the same owner, rights and time, so the same members
 * are the same bytes. Used by one thread.
 */
final class TarFile implements Closeable {
  private static final int RECORD = 512;
  private static final int NAME_LENGTH = 100;

  private final OutputStream out;
  private long written;

  TarFile(OutputStream out) {
    this.out = out;
  }

  /** Adds a member. */
  void add(String name, ByteBuffer content) throws IOException {
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    if (encoded.length > NAME_LENGTH || encoded.length != name.length()) {
      member("pax_header".getBytes(StandardCharsets.US_ASCII), 'x', pax("path", encoded));
    }
    member(Arrays.copyOf(encoded, Math.min(encoded.length, NAME_LENGTH)), '0', content);
  }

  /** A line of a pax header: its own length, a blank, the keyword, the value. */
  private static ByteBuffer pax(String keyword, byte[] value) {
    byte[] start = (" " + keyword + "=").getBytes(StandardCharsets.US_ASCII);
    int rest = start.length + value.length + 1;
    int length = rest + 1;
    while (Integer.toString(length).length() + rest != length) {
      length++;
    }
    ByteBuffer line = ByteBuffer.allocate(length);
    line.put(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
    return line.put(start).put(value).put((byte) '\n').flip();
  }

  private void member(byte[] name, char type, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    write(header(name, type, bytes.length));
    write(bytes);
    write(new byte[(RECORD - bytes.length % RECORD) % RECORD]);
  }

  private static byte[] header(byte[] name, char type, int length) {
    ByteBuffer header = ByteBuffer.allocate(RECORD);
    header.put(0, name);
    octal(header, 100, 8, 0644);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, length);
    octal(header, 136, 12, 0);
    header.put(156, (byte) type);
    header.put(257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
    // The sum of all bytes, with blanks in its own place.
    header.put(148, "        ".getBytes(StandardCharsets.US_ASCII));
    int sum = 0;
    for (byte b : header.array()) {
      sum += b & 0xFF;
    }
    header.put(148, "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII));
    return header.array();
  }

  private static void octal(ByteBuffer header, int at, int width, int value) {
    String digits = ("%0" + (width - 1) + "o").formatted(value);
    header.put(at, digits.getBytes(StandardCharsets.US_ASCII));
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  /** Bytes so far. */
  long bytes() {
    return written;
  }

  /** Writes the two empty records that end a tar. */
  @Override
  public void close() throws IOException {
    try (out) {
      write(new byte[2 * RECORD]);
    }
  }
}
