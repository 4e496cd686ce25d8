/** What a read or write takes from its session, on every Spark from 2.4 on. */
@NullMarked
package io.kindling.spark.session;

import org.jspecify.annotations.NullMarked;
