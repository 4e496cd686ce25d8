/**
 * Sample packs of files that a file system of the cache shows, opened as its user: from path and
 * status to the packs of the {@link io.kindling.cache.client.BlockCache} and back.
 */
@NullMarked
package io.kindling.hadoop.samples;

import org.jspecify.annotations.NullMarked;
