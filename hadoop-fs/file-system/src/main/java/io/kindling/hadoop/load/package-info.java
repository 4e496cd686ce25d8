/**
 * Loading of files into the cache ahead of their readers: one job lists, asks the owners what they
 * hold, and has what is missing fetched by storage nodes that can, or by its own JVM.
 */
@NullMarked
package io.kindling.hadoop.load;

import org.jspecify.annotations.NullMarked;
