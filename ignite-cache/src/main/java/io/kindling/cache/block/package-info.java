/**
 * Names of bytes: files, their versions, blocks and groups of blocks. Values only, no state.
 *
 * <p>A {@link io.kindling.cache.block.FileKey} says which path is meant and decides who owns it; a
 * {@link io.kindling.cache.block.VersionKey} says which content is meant and names blocks.
 */
@NullMarked
package io.kindling.cache.block;

import org.jspecify.annotations.NullMarked;
