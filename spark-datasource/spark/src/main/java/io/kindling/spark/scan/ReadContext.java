package io.kindling.spark.scan;

import io.kindling.image.source.ListedSource;
import io.kindling.spark.stream.StreamOptions;
import org.apache.spark.sql.types.StructType;

/**
 * What every scan of one table shares. Driver only.
 *
 * @param source where the pictures are, and which were found
 * @param stream how they are taken when they arrive
 * @param columns of the table
 */
public record ReadContext(ListedSource source, StreamOptions stream, StructType columns) {}
