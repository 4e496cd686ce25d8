/** Loading of files into the cache ahead of their readers. */
@NullMarked
package io.kindling.command.load;

import org.jspecify.annotations.NullMarked;
