/**
 * The Hadoop file system of scheme {@code cache}: mounts of any Hadoop file system whose reads go
 * through {@link io.kindling.cache.client.BlockCache}.
 *
 * <p>The way of a byte: {@link io.kindling.hadoop.CachingFileSystem} finds the mount and the file's
 * version (a table of statuses in this process, else the under store), {@code CachingInputStream}
 * asks the block cache, and what nobody holds {@code UnderFile} fetches with the reader's own
 * credentials.
 */
@NullMarked
package io.kindling.hadoop;

import org.jspecify.annotations.NullMarked;
