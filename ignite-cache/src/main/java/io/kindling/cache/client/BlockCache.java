package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.StorageNodeInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cache as a reader sees it: alone in this JVM, or a whole cluster. Safe for any number of
 * threads.
 */
public interface BlockCache {

  /** How files are cut, the same for every member of a cluster. */
  BlockLayout layout();

  /**
   * Opens one version of a file. Costs no I/O.
   *
   * @param file how this reader fetches what nobody holds, with its own credentials; closed with
   *     the returned file
   * @param user who reads, as the under store knows the reader
   */
  CachedFile open(UnderStoreFile file, String user);

  /**
   * Hands the blocks of a file whose bytes this JVM has, because it wrote them, to their owners, as
   * far as these do not hold them. May return before owners in other JVMs have them; readers that
   * ask meanwhile wait for them.
   *
   * @param written gives its bytes without asking the under store, and only bytes that are proved
   *     to be the version's
   * @param user who wrote it, as the under store knows the writer, and who may read it
   * @throws IOException a fault of the cache; the under store has the file all the same
   */
  void deposit(UnderStoreFile written, String user) throws IOException;

  /**
   * Counts, and logs once a minute, a written file that is not deposited though it should be.
   *
   * @param why in words, with what to do about it
   */
  void notDeposited(String uri, String why);

  /**
   * As {@link #open(UnderStoreFile, String)}, with content that came with the file's status.
   *
   * @param content all bytes of the version, from position to limit, not to be changed any more;
   *     null when they did not come
   */
  CachedFile open(UnderStoreFile file, String user, @Nullable ByteBuffer content);

  /** The sample packs that the cache keeps. */
  Packs packs();

  /** What the owners know about files. */
  Statuses statuses();

  /**
   * The storage node that owns a group of a file, computed in memory; null when no cluster is
   * there.
   *
   * @param group number of the group in the file
   */
  @Nullable StorageNodeInfo owner(FileKey file, int group);

  /** Counts what a caller does on behalf of the cache. */
  void count(Metric metric, long amount);

  /**
   * The storage nodes that hold a group of a file as far as is known without asking anybody, the
   * owner first, then those that hold replicas; empty when no cluster is there.
   *
   * @param group number of the group in the file
   */
  List<StorageNodeInfo> holders(FileVersion version, int group);

  /**
   * Bytes of a range of a version that need not be fetched to be read, because this JVM or the
   * owners of their groups hold them now. Counts as no use of them. An owner that cannot be asked
   * holds nothing.
   *
   * @throws java.io.EOFException when the range is not within the file
   */
  long held(FileVersion version, long position, long count) throws IOException;

  /** The buffers of this process. */
  BufferBudget buffers();

  /** What was counted in this JVM so far. */
  MetricsSnapshot metrics();
}
