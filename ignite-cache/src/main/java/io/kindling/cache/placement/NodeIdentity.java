package io.kindling.cache.placement;

import java.util.HexFormat;
import java.util.UUID;

/**
 * The 128 bits that placement hashes for a storage node. A node that comes back with the identity
 * it had owns the groups it had, whatever its address is now.
 */
public record NodeIdentity(long high, long low) implements Comparable<NodeIdentity> {

  private static final int HEX_DIGITS = 32;

  /** An identity that no other node has. */
  public static NodeIdentity random() {
    UUID random = UUID.randomUUID();
    return new NodeIdentity(random.getMostSignificantBits(), random.getLeastSignificantBits());
  }

  /**
   * The identity that {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when the text is not 32 hexadecimal digits
   */
  public static NodeIdentity parse(String text) {
    if (text.length() != HEX_DIGITS) {
      throw new IllegalArgumentException(
          "node identity '" + text + "' is not " + HEX_DIGITS + " hexadecimal digits");
    }
    return new NodeIdentity(
        HexFormat.fromHexDigitsToLong(text, 0, HEX_DIGITS / 2),
        HexFormat.fromHexDigitsToLong(text, HEX_DIGITS / 2, HEX_DIGITS));
  }

  /** Orders by the bits as one unsigned number. */
  @Override
  public int compareTo(NodeIdentity other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
