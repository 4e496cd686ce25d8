/** What is known of files: statuses remembered and shown, and where their blocks are. */
@NullMarked
package io.kindling.hadoop.status;

import org.jspecify.annotations.NullMarked;
