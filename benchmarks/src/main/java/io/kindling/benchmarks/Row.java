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
 */
public record Row(
    String name,
    String unit,
    double value,
    @Nullable Double reference,
    @Nullable Double ratio,
    @Nullable Double target) {}
