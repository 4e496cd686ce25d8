package io.kindling.image.options;

/**
 * One option of {@code cachedimages}, declared once: what reads it, the manual and errors about
 * unknown keys all take it from here.
 *
 * @param key as users write it; case does not matter
 * @param byDefault what is taken when it is not given; empty when that is nothing
 * @param meaning for the manual
 */
public record SourceOption(String key, String byDefault, String meaning) {}
