/** The bytes of blocks in the memory of one JVM, off the heap. */
@NullMarked
package io.kindling.cache.store;

import org.jspecify.annotations.NullMarked;
