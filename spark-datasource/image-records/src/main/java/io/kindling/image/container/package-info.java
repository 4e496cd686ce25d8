/** What the formats that keep many pictures in one file have in common. */
@NullMarked
package io.kindling.image.container;

import org.jspecify.annotations.NullMarked;
