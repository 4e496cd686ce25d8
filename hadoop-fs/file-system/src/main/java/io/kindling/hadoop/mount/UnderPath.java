package io.kindling.hadoop.mount;

import org.apache.hadoop.fs.Path;

/**
 * Where a path of the cache is in its under store.
 *
 * @param mount shows it
 * @param store has it
 * @param path its path there
 */
public record UnderPath(Mount mount, UnderStore store, Path path) {}
