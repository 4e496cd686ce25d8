package io.kindling.cache.metrics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.StringJoiner;

/** The counters at one moment; they can be added up over JVMs and subtracted over time. */
public final class MetricsSnapshot {

  private final long[] values;

  MetricsSnapshot(long[] values) {
    this.values = values;
  }

  /** All zero. */
  public static MetricsSnapshot zero() {
    return new MetricsSnapshot(new long[Metric.values().length]);
  }

  /** The value of one counter. */
  public long get(Metric metric) {
    return values[metric.ordinal()];
  }

  /** The sum of both, counter by counter. */
  public MetricsSnapshot plus(MetricsSnapshot other) {
    return combine(other, 1);
  }

  /** What was counted since {@code earlier}. */
  public MetricsSnapshot minus(MetricsSnapshot earlier) {
    return combine(earlier, -1);
  }

  /** The same without what there is at the moment only, which means nothing to another JVM. */
  public MetricsSnapshot withoutGauges() {
    MetricsSnapshot result = minus(zero());
    for (Metric metric : Metric.values()) {
      if (metric.kind() == Metric.Kind.GAUGE) {
        result.values[metric.ordinal()] = 0;
      }
    }
    return result;
  }

  /** Whether nothing was counted. */
  public boolean isZero() {
    return Arrays.stream(values).allMatch(value -> value == 0);
  }

  private MetricsSnapshot combine(MetricsSnapshot other, int sign) {
    long[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += sign * other.values[i];
    }
    return new MetricsSnapshot(result);
  }

  /** Writes the counters by name, so that a JVM with other counters can read them. */
  public void writeTo(DataOutput out) throws IOException {
    out.writeShort(values.length);
    for (Metric metric : Metric.values()) {
      out.writeUTF(metric.name());
      out.writeLong(get(metric));
    }
  }

  /** Reads what {@link #writeTo} wrote; counters unknown here are left out. */
  public static MetricsSnapshot readFrom(DataInput in) throws IOException {
    MetricsSnapshot result = zero();
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      String name = in.readUTF();
      long value = in.readLong();
      for (Metric metric : Metric.values()) {
        if (metric.name().equals(name)) {
          result.values[metric.ordinal()] = value;
        }
      }
    }
    return result;
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (Metric metric : Metric.values()) {
      if (get(metric) != 0) {
        text.add(metric + "=" + get(metric));
      }
    }
    return text.toString();
  }
}
