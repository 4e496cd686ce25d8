/** Starts the status page of a cluster where Hadoop's names for files are known. */
@NullMarked
package io.kindling.hadoop.page;

import org.jspecify.annotations.NullMarked;
