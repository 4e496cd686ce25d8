/** Options: declared once as constants, read once, all mistakes reported together. */
@NullMarked
package io.kindling.cache.config;

import org.jspecify.annotations.NullMarked;
