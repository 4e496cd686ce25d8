/**
 * Which storage nodes there are, and which of them owns a group of blocks.
 *
 * <p>Two halves. What clients load knows no Ignite: {@link io.kindling.cache.cluster.OwnerTable}
 * and {@link io.kindling.cache.cluster.Placement} are values and pure functions, {@link
 * io.kindling.cache.cluster.SeedRegistry} is how nodes find each other without multicast. What
 * storage nodes load is {@link io.kindling.cache.cluster.Membership}, behind which Ignite's
 * discovery keeps the table.
 */
@NullMarked
package io.kindling.cache.cluster;

import org.jspecify.annotations.NullMarked;
