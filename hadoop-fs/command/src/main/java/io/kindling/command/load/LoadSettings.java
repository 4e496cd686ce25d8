package io.kindling.command.load;

import java.time.Duration;

/**
 * How a job loads.
 *
 * @param user who reads, as the under stores know the user
 * @param threads fetches at a time
 * @param bandwidth bytes a second that are fetched at most; 0 for any
 * @param settleMillis age below which files without etag are not cached
 * @param rounds how often a block is tried that its owner does not hold after a fetch
 * @param patience how long owners may take to have what was fetched, and replicas to be made
 */
public record LoadSettings(
    String user, int threads, long bandwidth, long settleMillis, int rounds, Duration patience) {}
