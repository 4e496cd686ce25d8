/**
 * An S3 server over a folder, in this JVM or in a process of its own, that counts what it is asked.
 *
 * <p>It is real enough for exact request counts, latency and refusals in tests and benchmarks, and
 * for the quickstart. It is no store for data that matters.
 */
@NullMarked
package io.kindling.s3;

import org.jspecify.annotations.NullMarked;
