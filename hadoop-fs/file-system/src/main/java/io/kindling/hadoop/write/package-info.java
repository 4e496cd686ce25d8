/** Streams that write to the under store and tell when a file changes. */
@NullMarked
package io.kindling.hadoop.write;

import org.jspecify.annotations.NullMarked;
