/**
 * How storage nodes become one cluster. What clients and drivers load knows no Ignite: {@link
 * io.kindling.cache.cluster.SeedRegistry} is how nodes find each other without multicast. What
 * storage nodes load is {@link io.kindling.cache.cluster.Membership}, behind which Ignite's
 * discovery keeps the owner table.
 */
@NullMarked
package io.kindling.cache.cluster;

import org.jspecify.annotations.NullMarked;
