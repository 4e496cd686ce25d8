package io.kindling.cache.node;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;

/**
 * Where a storage node runs.
 *
 * @param host name under which Spark and YARN know the host; the node listens on it
 * @param executor id of the Spark executor it lives in, empty for a node of its own
 * @param user whose process it is, as the under store knows the user
 */
public record NodePlace(String host, String executor, String user) {

  /** The place with the configured host in place of the known one, if one is configured. */
  public NodePlace configured(Settings settings) {
    String bound = settings.get(CacheOptions.BIND_HOST);
    return bound.isEmpty() ? this : new NodePlace(bound, executor, user);
  }
}
