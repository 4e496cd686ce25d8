package io.kindling.cache.node;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Dialer;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.Peer;
import io.kindling.cache.transfer.RemoteOwner;
import io.kindling.cache.transfer.TableWatch;
import io.kindling.cache.transfer.Uploads;
import java.io.Closeable;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * How this JVM reaches storage nodes, and the blocks that are on their way to them. Safe for any
 * number of threads.
 */
final class NodeLinks implements Closeable {

  private final Dialer dialer;
  private final UUID session;
  private final Duration pause;
  private final Uploads uploads;
  private final Metrics metrics;

  /**
   * Links that are made when first used.
   *
   * @param session names this JVM
   */
  NodeLinks(ClusterAccess access, UUID session, Settings settings, Metrics metrics) {
    int blockSize = access.layout().blockSize();
    this.dialer = new Dialer(access, settings.get(CacheOptions.PEER_TIMEOUT));
    this.session = session;
    this.pause = settings.get(CacheOptions.PEER_PAUSE);
    this.uploads =
        new Uploads(
            blockSize,
            settings.get(CacheOptions.UPLOAD_SIZE),
            KindlingProcess.buffers(settings, blockSize));
    this.metrics = metrics;
  }

  /** A node as an owner of blocks, to be closed by the caller. */
  RemoteOwner owner(StorageNodeInfo node, TableWatch tables) {
    return new RemoteOwner(node, dialer, session, pause, uploads, tables, metrics);
  }

  /** A node for what nodes ask of each other, to be closed by the caller. */
  Peer peer(StorageNodeInfo node) {
    Endpoint endpoint = new Endpoint(node.host(), node.transferPort());
    return new Peer(endpoint, node.localSocket(), dialer, session, pause);
  }

  /** Waits until no block is on its way; false when some still are after the limit. */
  boolean drain(Duration limit) throws InterruptedException {
    return uploads.drain(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Gives up the blocks that are on their way. */
  @Override
  public void close() {
    uploads.close();
  }
}
