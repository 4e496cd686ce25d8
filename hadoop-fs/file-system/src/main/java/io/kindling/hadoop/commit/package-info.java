/**
 * Committers of jobs that write below the cache: {@link
 * io.kindling.hadoop.commit.CacheCommitterFactory} gives those of the under store its own paths and
 * classes, and forgets what they publish behind the cache's back.
 */
@NullMarked
package io.kindling.hadoop.commit;

import org.jspecify.annotations.NullMarked;
