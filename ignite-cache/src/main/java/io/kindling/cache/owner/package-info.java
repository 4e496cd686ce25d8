/**
 * What the owner of a group answers: bytes it holds, a lease to fetch what it does not hold, or a
 * demand for proof. {@link io.kindling.cache.owner.LocalOwner} is the owner in this JVM; the
 * transfer package has the owners in other JVMs.
 */
@NullMarked
package io.kindling.cache.owner;

import org.jspecify.annotations.NullMarked;
