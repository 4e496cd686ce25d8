/**
 * What an owner knows about files without asking the under store: status, version and listings, for
 * as long as they are fresh. Pure code; the owner package says who may see what, and the transfer
 * package carries it to other JVMs.
 */
@NullMarked
package io.kindling.cache.status;

import org.jspecify.annotations.NullMarked;
