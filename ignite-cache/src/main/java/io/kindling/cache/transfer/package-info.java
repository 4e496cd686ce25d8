/**
 * Bytes between JVMs. A {@link io.kindling.cache.transfer.Listener} accepts connections, proves
 * both sides to each other and hands requests to a {@link io.kindling.cache.transfer.Service}; a
 * {@link io.kindling.cache.transfer.Dialer} makes the connections. One exchange at a time runs over
 * a connection, so payloads go from segment memory straight into the caller's buffer.
 *
 * <p>Every message is a length (int), an operation or status (byte) and its fields; a payload of a
 * length that the fields name may follow it.
 */
@NullMarked
package io.kindling.cache.transfer;

import org.jspecify.annotations.NullMarked;
