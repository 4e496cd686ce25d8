/** The one budget in bytes for the buffers of a process. */
@NullMarked
package io.kindling.cache.buffer;

import org.jspecify.annotations.NullMarked;
