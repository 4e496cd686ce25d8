/** Threads that do not keep a JVM alive. */
@NullMarked
package io.kindling.cache.thread;

import org.jspecify.annotations.NullMarked;
