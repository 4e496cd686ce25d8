package io.kindling.image.samples;

import io.kindling.image.decode.PixelSize;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a pack's index says of a record beside label and number: whether there is a picture, its
 * size and bytes as stored, and texts. Texts that do not fit are cut.
 *
 * @param size as stored; null when it is not known
 * @param length bytes as stored
 * @param key of the record in its container; empty for a file of its own
 * @param synset name of the class; null for a file of its own, and when there is none
 * @param reason why there is no picture; null when there is one
 */
record SampleDetails(
    @Nullable PixelSize size,
    long length,
    String key,
    @Nullable String synset,
    @Nullable String reason) {

  /** Room for the reason only: all else is known from the listing. */
  static final int OF_FILE = 256;

  /** Room for key and names. */
  static final int IN_CONTAINER = 512;

  private static final int PICTURE = 1;
  private static final int NO_PICTURE = 2;
  private static final int LONGEST_NAME = 128;
  private static final int SIZE_AT = 1;
  private static final int LENGTH_AT = SIZE_AT + 2 * Integer.BYTES;

  /** Writes into the room that a pack gives; all zero before. */
  void write(ByteBuffer room) {
    room.put((byte) (reason == null ? PICTURE : NO_PICTURE));
    room.putInt(size == null ? 0 : size.width()).putInt(size == null ? 0 : size.height());
    room.putLong(length);
    put(room, synset == null ? "" : synset, LONGEST_NAME);
    put(room, key, reason == null ? room.remaining() : room.remaining() / 2);
    put(room, reason == null ? "" : reason, room.remaining());
  }

  static SampleDetails read(ByteBuffer details) {
    ByteBuffer from = details.duplicate();
    boolean picture = from.get() == PICTURE;
    int width = from.getInt();
    int height = from.getInt();
    long length = from.getLong();
    String synset = take(from);
    String key = take(from);
    String reason = take(from);
    return new SampleDetails(
        width == 0 ? null : new PixelSize(width, height),
        length,
        key,
        synset.isEmpty() ? null : synset,
        picture ? null : reason);
  }

  /** As {@link #size}, without reading the rest. */
  static @Nullable PixelSize size(ByteBuffer details) {
    int width = details.getInt(details.position() + SIZE_AT);
    return width == 0
        ? null
        : new PixelSize(width, details.getInt(details.position() + SIZE_AT + Integer.BYTES));
  }

  /** As {@link #length}, without reading the rest. */
  static long length(ByteBuffer details) {
    return details.getLong(details.position() + LENGTH_AT);
  }

  static boolean isPicture(ByteBuffer details) {
    return details.get(details.position()) == PICTURE;
  }

  private static void put(ByteBuffer room, String text, int most) {
    int lengthAt = room.position();
    int available = Math.min(most, room.remaining()) - Short.BYTES;
    if (available < 0) {
      return;
    }
    ByteBuffer bytes = room.slice(lengthAt + Short.BYTES, available);
    CharsetEncoder encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    // Stops before the first character that does not fit.
    encoder.encode(CharBuffer.wrap(text), bytes, true);
    room.putShort((short) bytes.position());
    room.position(lengthAt + Short.BYTES + bytes.position());
  }

  private static String take(ByteBuffer from) {
    if (from.remaining() < Short.BYTES) {
      return "";
    }
    byte[] bytes = new byte[from.getShort()];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
