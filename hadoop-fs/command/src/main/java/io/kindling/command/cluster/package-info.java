/** The cluster and the files that a verb works on. */
@NullMarked
package io.kindling.command.cluster;

import org.jspecify.annotations.NullMarked;
