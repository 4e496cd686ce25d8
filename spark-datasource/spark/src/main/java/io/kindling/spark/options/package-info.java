/** What a read or write takes from the session: its Hadoop configuration and its time zone. */
@NullMarked
package io.kindling.spark.options;

import org.jspecify.annotations.NullMarked;
