/** What is claimed about speed, measured against limits and rivals in the same run. */
@NullMarked
package io.kindling.benchmarks;

import org.jspecify.annotations.NullMarked;
