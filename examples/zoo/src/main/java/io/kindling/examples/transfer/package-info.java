/** Transfer learning with Analytics Zoo on pictures out of the cache. */
@NullMarked
package io.kindling.examples.transfer;

import org.jspecify.annotations.NullMarked;
