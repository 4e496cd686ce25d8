package io.kindling.examples.quickstart;

import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.examples.inception.TrialResult;
import io.kindling.s3.RequestCounts;

/**
 * A trial with what it asked of the S3 server and of the cache.
 *
 * @param result the training
 * @param requests what reached the S3 server during the trial
 * @param cache what all storage nodes counted during the trial
 */
record TrialReport(TrialResult result, RequestCounts requests, MetricsSnapshot cache) {}
