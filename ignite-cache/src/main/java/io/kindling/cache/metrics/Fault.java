package io.kindling.cache.metrics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The last time that something was counted which should not happen.
 *
 * @param metric its counter
 * @param text what was tried, on what, and what happened
 * @param millis when, since 1970
 */
public record Fault(Metric metric, String text, long millis) {

  private static final int MOST_CHARACTERS = 1_000;

  public Fault {
    text = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }

  /** Writes it for another JVM. */
  public void writeTo(DataOutput output) throws IOException {
    output.writeUTF(metric.name());
    output.writeUTF(text);
    output.writeLong(millis);
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws IOException when this JVM has no such counter
   */
  public static Fault readFrom(DataInput input) throws IOException {
    String name = input.readUTF();
    try {
      return new Fault(Metric.valueOf(name), input.readUTF(), input.readLong());
    } catch (IllegalArgumentException unknown) {
      throw new IOException("no counter " + name + " here; the node is of another version");
    }
  }
}
