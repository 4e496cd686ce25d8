package io.kindling.spark.load;

import org.apache.spark.sql.connector.read.InputPartition;

/** What one task brings. */
final class LoadPartition implements InputPartition {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final byte[] order;
  private final long bytes;
  private final String place;

  /**
   * A partition.
   *
   * @param order what to bring, as its {@link io.kindling.hadoop.load.LoadWork} reads it
   * @param bytes that it has to fetch
   * @param place host or executor of the node that owns them, or empty when none is better
   */
  LoadPartition(int number, byte[] order, long bytes, String place) {
    this.number = number;
    this.order = order.clone();
    this.bytes = bytes;
    this.place = place;
  }

  int number() {
    return number;
  }

  byte[] order() {
    return order.clone();
  }

  long bytes() {
    return bytes;
  }

  @Override
  public String[] preferredLocations() {
    return place.isEmpty() ? new String[0] : new String[] {place};
  }
}
