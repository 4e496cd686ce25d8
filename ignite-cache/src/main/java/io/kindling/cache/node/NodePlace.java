package io.kindling.cache.node;

/**
 * Where a storage node runs.
 *
 * @param host name under which Spark and YARN know the host; the node listens on it
 * @param executor id of the Spark executor it lives in, empty for a node of its own
 * @param user whose process it is, as the under store knows the user
 */
public record NodePlace(String host, String executor, String user) {}
