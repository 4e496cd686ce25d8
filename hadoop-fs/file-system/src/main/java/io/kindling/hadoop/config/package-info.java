/** The options of the file system. */
@NullMarked
package io.kindling.hadoop.config;

import org.jspecify.annotations.NullMarked;
