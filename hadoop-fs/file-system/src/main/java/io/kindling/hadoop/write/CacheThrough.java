package io.kindling.hadoop.write;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.client.BlockCache;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is written to a file, and when the under store has the file and its etag proves that
 * it holds these very bytes, gives them to their owners. A fault of any of that is counted and
 * never fails the write. One thread.
 */
public final class CacheThrough implements WriteWatcher {

  /** Streams of S3A's magic committer: their file comes into being when the job is committed. */
  private static final String DELAYED = "fs.s3a.capability.magic.output.stream";

  private final String path;
  private final BlockCache cache;
  private final String user;
  private final Runnable changed;
  private final Answer store;
  private final EtagProof proof;
  private final KeptBytes bytes;
  private boolean complete = true;

  private CacheThrough(
      String path,
      BlockCache cache,
      String user,
      Runnable changed,
      Answer store,
      EtagProof proof,
      KeptBytes bytes) {
    this.path = path;
    this.cache = cache;
    this.user = user;
    this.changed = changed;
    this.store = store;
    this.proof = proof;
    this.bytes = bytes;
  }

  /**
   * A watcher of a file that is empty still.
   *
   * @param path for messages
   * @param user who writes, as the under stores know the user
   * @param limit bytes of the heap for all files that are being written in this JVM
   * @param output the under store's stream, nothing written to it yet
   * @param changed forgets what is known of the file
   * @param answer asks the under store for the file's status
   * @return null when nothing that the store will say could prove what it holds
   */
  public static @Nullable CacheThrough of(
      String path,
      UnderStore store,
      BlockCache cache,
      String user,
      long limit,
      FSDataOutputStream output,
      Runnable changed,
      Answer answer) {
    EtagProof proof = EtagProof.of(store);
    return proof == null || output.getPos() > 0 || output.hasCapability(DELAYED)
        ? null
        : new CacheThrough(path, cache, user, changed, answer, proof, new KeptBytes(limit));
  }

  @Override
  public void written(byte[] source, int offset, int count) {
    if (!complete) {
      return;
    }
    complete = bytes.append(source, offset, count);
    if (complete) {
      proof.update(source, offset, count);
    }
  }

  @Override
  public void changed() {
    changed.run();
  }

  @Override
  public void complete() {
    changed.run();
    try {
      String refusal = complete ? deposit() : "it did not fit into " + memory();
      if (refusal != null) {
        cache.notDeposited(path, refusal);
      }
    } catch (IOException | RuntimeException fault) {
      cache.notDeposited(path, fault.toString());
    } finally {
      bytes.drop();
    }
  }

  /** Why the bytes are not with their owners; null when they are. */
  private @Nullable String deposit() throws IOException {
    if (bytes.length() == 0) {
      return null;
    }
    KnownFile file = store.status();
    String etag = UnderStore.etag(file.under());
    if (!file.isFile() || file.under().getLen() != bytes.length() || etag == null) {
      return "the store has another file there already";
    }
    if (!proof.holds(etag)) {
      return "the store's etag %s is not that of the bytes written, so another file is there or the store makes etags otherwise"
          .formatted(etag);
    }
    FileVersion version = file.version();
    cache.deposit(new WrittenFile(version, bytes), user);
    return null;
  }

  private static String memory() {
    return FileSystemOptions.WRITE_MEMORY.key();
  }

  @Override
  public void failed() {
    bytes.drop();
    changed.run();
  }

  /** Asks the under store itself what it has now. */
  @FunctionalInterface
  public interface Answer {
    KnownFile status() throws IOException;
  }
}
