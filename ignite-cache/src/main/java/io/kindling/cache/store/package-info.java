/**
 * The bytes of blocks in the memory of one JVM, off the heap.
 *
 * <p>{@link io.kindling.cache.store.BlockStore} is the face and {@link
 * io.kindling.cache.store.SegmentStore} the memory tier behind it; {@link
 * io.kindling.cache.store.MemoryBudget} says how large it may be.
 */
@NullMarked
package io.kindling.cache.store;

import org.jspecify.annotations.NullMarked;
