/** Conditions on what is known of a picture before it is read. */
@NullMarked
package io.kindling.image.filter;

import org.jspecify.annotations.NullMarked;
