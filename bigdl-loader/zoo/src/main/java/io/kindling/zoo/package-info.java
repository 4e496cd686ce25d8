/**
 * Feature sets of Analytics Zoo out of the cache.
 *
 * <p>{@link io.kindling.zoo.CachedFeatureSet} makes them of what {@link
 * io.kindling.bigdl.CachedImageNet} loads.
 */
@NullMarked
package io.kindling.zoo;

import org.jspecify.annotations.NullMarked;
