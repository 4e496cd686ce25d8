package io.kindling.cache.node;

import io.kindling.cache.placement.StorageNodeInfo;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What one of all storage nodes answered.
 *
 * @param node who was asked
 * @param answer null when it did not answer
 * @param failure why it did not; null when it did
 */
public record NodeAnswer<T>(
    StorageNodeInfo node, @Nullable T answer, @Nullable IOException failure) {}
