/**
 * Streams over the block cache, and fetching from the under store with the reader's own
 * credentials.
 */
@NullMarked
package io.kindling.hadoop.read;

import org.jspecify.annotations.NullMarked;
