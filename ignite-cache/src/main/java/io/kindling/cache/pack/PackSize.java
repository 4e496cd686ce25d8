package io.kindling.cache.pack;

/**
 * How much a pack holds.
 *
 * @param records in it
 * @param bytes of all of it, its index included
 */
public record PackSize(int records, long bytes) {}
