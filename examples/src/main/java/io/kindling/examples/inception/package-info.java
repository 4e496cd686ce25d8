/** Inception v1 trained by BigDL from pictures that are read through the cache. */
@NullMarked
package io.kindling.examples.inception;

import org.jspecify.annotations.NullMarked;
