package io.kindling.image.table;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one row of a table says; null where it says nothing.
 *
 * @param path what names the picture
 * @param number of its class
 * @param name of its class
 * @param modificationTime in milliseconds since 1970
 * @param size bytes of the picture; 0 when nobody wants to know
 * @param picture encoded
 */
public record TableRow(
    @Nullable String path,
    @Nullable Long number,
    @Nullable String name,
    @Nullable String split,
    @Nullable Long modificationTime,
    long size,
    @Nullable ByteBuffer picture) {}
