/** Parquet files with a column of encoded pictures. */
@NullMarked
package io.kindling.image.parquet;

import org.jspecify.annotations.NullMarked;
