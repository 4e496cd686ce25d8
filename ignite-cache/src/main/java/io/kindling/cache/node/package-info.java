/**
 * What a JVM is to the cache: a storage node, a client of a cluster, or alone. Where the pieces are
 * put together.
 */
@NullMarked
package io.kindling.cache.node;

import org.jspecify.annotations.NullMarked;
