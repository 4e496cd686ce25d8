/** Which pictures one task reads, in which order and where: planned on the driver. */
@NullMarked
package io.kindling.image.place;

import org.jspecify.annotations.NullMarked;
