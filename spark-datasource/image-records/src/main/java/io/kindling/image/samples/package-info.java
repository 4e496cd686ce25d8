/**
 * Ready samples: pictures decoded to one size, kept by the cache as sample packs, so that they are
 * decoded once in a cluster and read at memory speed by every job after.
 *
 * <p>{@link io.kindling.image.samples.SamplePlan} says, from a listing alone, which pictures are
 * one pack; {@link io.kindling.image.samples.ReadySamples} opens the packs of a split, in an
 * executor that should be the packs' owner, and makes those that nobody has.
 */
@NullMarked
package io.kindling.image.samples;

import org.jspecify.annotations.NullMarked;
