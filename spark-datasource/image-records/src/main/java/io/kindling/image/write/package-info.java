/**
 * What is the same for all containers that pictures are packed into: the picture on its way, its
 * pixels, shards and their rotation. The formats themselves are beside their readers.
 */
@NullMarked
package io.kindling.image.write;

import org.jspecify.annotations.NullMarked;
