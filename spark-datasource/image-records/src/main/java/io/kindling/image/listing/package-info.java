/**
 * Finds the pictures of a set, their layout and labels, without a request per file: {@link
 * io.kindling.image.listing.PictureSet}.
 */
@NullMarked
package io.kindling.image.listing;

import org.jspecify.annotations.NullMarked;
