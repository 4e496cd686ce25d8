/**
 * What is set for paths: how their blocks leave the cache, whether they may, for how long they stay
 * and which are taken in. Values only; the store applies them.
 */
@NullMarked
package io.kindling.cache.policy;

import org.jspecify.annotations.NullMarked;
