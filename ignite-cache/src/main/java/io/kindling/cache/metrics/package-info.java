/** What is counted, declared once. */
@NullMarked
package io.kindling.cache.metrics;

import org.jspecify.annotations.NullMarked;
