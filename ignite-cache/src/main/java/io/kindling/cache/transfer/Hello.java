package io.kindling.cache.transfer;

import java.util.UUID;

/**
 * Who is at the other end of a connection that passed the handshake.
 *
 * @param user on whose behalf requests are made, as the under store knows the user
 * @param session one for all connections of one JVM, so that its leases end with it
 */
public record Hello(String user, UUID session) {}
