/**
 * The way of a read: {@link io.kindling.cache.client.BlockCache} opens a file of an under store,
 * {@link io.kindling.cache.client.CachedFile} reads it from this JVM's blocks, from their owner, or
 * from the under store under a lease. Knows no Hadoop.
 */
@NullMarked
package io.kindling.cache.client;

import org.jspecify.annotations.NullMarked;
