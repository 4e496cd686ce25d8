/**
 * Sample packs: records that are ready for batches, made from a range of records of a source by one
 * transform, and kept as blocks beside the source. {@link io.kindling.cache.pack.PackKey} names a
 * pack, {@link io.kindling.cache.pack.PackDraft} fills one, {@link io.kindling.cache.pack.Pack}
 * reads one. Values and bytes only; who keeps and who makes packs is for others.
 */
@NullMarked
package io.kindling.cache.pack;

import org.jspecify.annotations.NullMarked;
