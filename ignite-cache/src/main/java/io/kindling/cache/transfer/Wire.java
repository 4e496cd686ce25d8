package io.kindling.cache.transfer;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts and byte strings inside messages. */
public final class Wire {

  private Wire() {}

  /** Appends a text of at most 65,535 bytes in UTF-8. */
  public static void putText(ByteBuffer message, String text) {
    putBytes(message, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #putText} wrote. */
  public static String getText(ByteBuffer message) throws IOException {
    return new String(getBytes(message), StandardCharsets.UTF_8);
  }

  /** Appends bytes of any number that fits into a message. */
  public static void putLongBytes(ByteBuffer message, byte[] bytes) {
    message.putInt(bytes.length).put(bytes);
  }

  /** Reads what {@link #putLongBytes} wrote. */
  public static byte[] getLongBytes(ByteBuffer message) throws IOException {
    int count = message.getInt();
    if (count < 0 || count > message.remaining()) {
      throw new IOException("a message ended within a field");
    }
    byte[] bytes = new byte[count];
    message.get(bytes);
    return bytes;
  }

  /** Appends at most 65,535 bytes. */
  public static void putBytes(ByteBuffer message, byte[] bytes) {
    if (bytes.length > 0xffff) {
      throw new IllegalArgumentException("a field of " + bytes.length + " bytes is too long");
    }
    message.putShort((short) bytes.length).put(bytes);
  }

  /** Reads what {@link #putBytes} wrote. */
  public static byte[] getBytes(ByteBuffer message) throws IOException {
    try {
      byte[] bytes = new byte[message.getShort() & 0xffff];
      message.get(bytes);
      return bytes;
    } catch (BufferUnderflowException cut) {
      throw new IOException("a message ended within a field", cut);
    }
  }
}
