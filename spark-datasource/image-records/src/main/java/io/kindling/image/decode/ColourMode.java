package io.kindling.image.decode;

/** Which channels a decoded picture has. */
public enum ColourMode {
  /**
   * As Spark's source {@code image} does: one channel for gray pictures, four (BGRA) for PNG and
   * WebP pictures with transparency, else three (BGR). Gray with alpha becomes gray.
   */
  AS_STORED,
  /** Always three channels; transparency is dropped. What training wants. */
  BGR
}
