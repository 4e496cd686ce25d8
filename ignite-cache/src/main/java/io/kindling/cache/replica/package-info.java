/**
 * Groups that are held by more than one node: the fewest that a path wants, and more of those that
 * are read often. What is decided and counted; how nodes talk to each other is the node's.
 */
@NullMarked
package io.kindling.cache.replica;

import org.jspecify.annotations.NullMarked;
