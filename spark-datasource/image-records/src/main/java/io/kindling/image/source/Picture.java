package io.kindling.image.source;

import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.record.PictureRecord;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One picture, read as far as was needed; what was not needed, or could not be had, is null. Valid
 * until the next one is read.
 *
 * @param stored its bytes between position and limit
 * @param size as stored, in pixels
 * @param error why it is none, without the path; null for good ones
 */
public record Picture(
    PictureRecord record,
    @Nullable ByteBuffer stored,
    @Nullable PixelSize size,
    @Nullable DecodedImage image,
    @Nullable String error) {}
