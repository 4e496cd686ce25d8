package io.kindling.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param name what was measured
 * @param unit of value and reference
 * @param value median over the rounds
 * @param reference median of what it is compared with, measured in the same rounds; null when with
 *     nothing
 * @param ratio median of value / reference, round by round
 * @param target the ratio that is promised; null when none is
 * @param cpuSecondsPerGigabyte processor time of the reading process, and of the storage node it
 *     reads from; null when it was not measured
 */
public record Row(
    String name,
    String unit,
    double value,
    @Nullable Double reference,
    @Nullable Double ratio,
    @Nullable Double target,
    @Nullable Double cpuSecondsPerGigabyte) {

  /** A row without processor time. */
  public Row(
      String name,
      String unit,
      double value,
      @Nullable Double reference,
      @Nullable Double ratio,
      @Nullable Double target) {
    this(name, unit, value, reference, ratio, target, null);
  }
}
