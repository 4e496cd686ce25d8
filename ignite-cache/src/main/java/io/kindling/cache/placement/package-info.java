/**
 * Which storage nodes there are and who owns what: values and one pure function, known to everyone
 * and free of Ignite.
 */
@NullMarked
package io.kindling.cache.placement;

import org.jspecify.annotations.NullMarked;
