package io.kindling.cache.owner;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may read a version, as one owner tells another to which its blocks go, so that nobody has to
 * show a right anew because a block has moved.
 *
 * @param soleUser the one user with whose credentials all came that the owner holds; {@link
 *     #SEVERAL} when it has served more than one
 * @param left for how long the right of each user is still believed
 */
public record ReadGrants(String soleUser, Map<String, Duration> left) {

  /** No user is called so. */
  static final String SEVERAL = "";

  /** Whoever is left out shows the right again. */
  private static final int MOST = 1_000;

  public ReadGrants {
    left = Map.copyOf(left);
  }

  /** Appends them in the form that {@link #readFrom} reads. */
  public void writeTo(DataOutput output) throws IOException {
    output.writeUTF(soleUser);
    int count = Math.min(MOST, left.size());
    output.writeShort(count);
    for (Map.Entry<String, Duration> grant : left.entrySet()) {
      if (count-- > 0) {
        output.writeUTF(grant.getKey());
        output.writeLong(grant.getValue().toMillis());
      }
    }
  }

  /** Reads what {@link #writeTo} wrote. */
  public static ReadGrants readFrom(DataInput input) throws IOException {
    String soleUser = input.readUTF();
    Map<String, Duration> left = new HashMap<>();
    for (int count = input.readUnsignedShort(); count > 0; count--) {
      left.put(input.readUTF(), Duration.ofMillis(input.readLong()));
    }
    return new ReadGrants(soleUser, left);
  }
}
