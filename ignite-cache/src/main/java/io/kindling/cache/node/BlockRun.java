package io.kindling.cache.node;

import io.kindling.cache.block.VersionKey;

/**
 * Blocks of one file version that follow each other.
 *
 * @param first number of the first in the file
 * @param count how many, 1 or more
 */
public record BlockRun(VersionKey version, int first, int count) {}
