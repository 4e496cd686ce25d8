package io.kindling.cache.block;

/** The identity of one content of one file, in 128 bits. Made by {@link FileVersion} only. */
public record VersionKey(long high, long low) {}
