package io.kindling.hadoop.samples;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.FileChangedException;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackMaker;
import io.kindling.cache.pack.PackSize;
import io.kindling.cache.pack.PackWriter;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.read.UnderFile;
import io.kindling.hadoop.status.FileLookup;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.StatusTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.jspecify.annotations.Nullable;

/**
 * Opens sample packs of the files of one file system, with the rights of its user. Any thread.
 *
 * <p>A maker reads the sources by {@code openFile} with {@link PackSource#status}, so that it reads
 * what the pack's key names.
 */
public final class FilePacks {

  private final BlockCache cache;
  private final MountTable mounts;
  private final FileLookup files;
  private final StatusTable statuses;
  private final String user;
  private final long settleMillis;

  /**
   * Packs of a file system.
   *
   * @param user of the file system
   * @param settleMillis how long a file without etag must not have changed for its status to prove
   *     its content
   */
  public FilePacks(
      BlockCache cache,
      MountTable mounts,
      FileLookup files,
      StatusTable statuses,
      String user,
      long settleMillis) {
    this.cache = cache;
    this.mounts = mounts;
    this.files = files;
    this.statuses = statuses;
    this.user = user;
    this.settleMillis = settleMillis;
  }

  /**
   * The packs of the files that a path's file system shows.
   *
   * @throws PathIOException when it is none of the cache; the message says how to make it one
   */
  public static FilePacks of(FileSystem fileSystem, Path path) throws PathIOException {
    if (fileSystem instanceof HasFilePacks cached) {
      return cached.packs();
    }
    throw new PathIOException(
        path.toString(),
        "ready samples are kept by the cache, and this path does not lead through it: mount its"
            + " store (fs.cache.mount.<name>=%s) and read cache:///<name>/..., or set fs.%s.impl to"
                .formatted(fileSystem.getUri(), fileSystem.getUri().getScheme())
            + " io.kindling.hadoop.CachingFileSystem");
  }

  /** How files are cut; the records of a pack lie within its blocks. */
  public BlockLayout layout() {
    return cache.layout();
  }

  /**
   * The storage node that owns the bytes at a position of a file, and the packs of ranges that
   * start there; computed in memory, null when no cluster is there.
   */
  public @Nullable StorageNodeInfo owner(Path path, long position) throws IOException {
    return cache.owner(key(path), layout().groupOf(layout().blockAt(position)));
  }

  /** The cache's name of a file, the same however and by whom it is reached; spread evenly. */
  public FileKey key(Path path) throws IOException {
    String text = path.toUri().getPath();
    return FileKey.of(mounts.of(text).canonicalUri(text));
  }

  /**
   * The content of a file that a status shows. Asks nobody when the status has an etag or is one of
   * this file system's own. A file without etag that changed a moment ago is waited for until it
   * has settled ({@code fs.cache.metadata.settle-time}).
   *
   * @param status as a listing gave it, here or in another JVM
   */
  public PackSource source(Path path, FileStatus status) throws IOException {
    String text = path.toUri().getPath();
    KnownFile known = files.given(text, status);
    for (int asked = 0; !known.isSettled(settleMillis); asked++) {
      if (asked == 3) {
        throw new PathIOException(
            path.toString(),
            "changes all the time, so that nobody knows what a sample of it would be made from");
      }
      pause(path);
      known = files.ask(text);
    }
    if (!known.isFile()) {
      throw new FileNotFoundException(path + " is no file");
    }
    return new PackSource(known);
  }

  /**
   * The content of a file, as far as a status proves it wherever and whenever it came from: by an
   * etag that reads are conditional on. Asks nobody.
   *
   * @param status as a listing gave it, here or in another JVM
   * @return null when {@link #source} would have to ask
   */
  public @Nullable FileVersion proven(Path path, FileStatus status) throws IOException {
    KnownFile known = files.restored(path.toUri().getPath(), status);
    return known == null ? null : known.version();
  }

  private void pause(Path path) throws InterruptedIOException {
    try {
      Thread.sleep(settleMillis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("interrupted while " + path + " settled")
              .initCause(interrupted);
    }
  }

  /**
   * Opens a pack, see {@link io.kindling.cache.client.Packs#open}.
   *
   * @param sources in the order of the key
   * @param making adds the records; called by this thread when nobody has the pack
   * @throws IOException what {@code making} threw, or the refusal of a store to let this user read
   */
  public Pack open(PackKey key, List<PackSource> sources, Making making) throws IOException {
    return open(key, sources.get(0).path(), () -> sources, making);
  }

  /**
   * Opens a pack whose sources need not be known when somebody has it.
   *
   * @param first path of the first source
   * @param sources asked for when this reader has to prove its rights, or to make the pack
   * @param making adds the records; called by this thread when nobody has the pack
   * @throws IOException what {@code sources} or {@code making} threw, or the refusal of a store to
   *     let this user read
   */
  public Pack open(PackKey key, Path first, Sources sources, Making making) throws IOException {
    PackMaker maker =
        new PackMaker() {
          @Override
          public void make(PackWriter writer) throws IOException {
            List<PackSource> known = required(key, sources);
            making.make(writer);
            for (PackSource source : known) {
              requireUnchanged(source);
            }
          }

          @Override
          public void checkReadable() throws IOException {
            FilePacks.this.checkReadable(required(key, sources));
          }
        };
    return cache.packs().open(key, maker, reader(first));
  }

  /**
   * Looks whether somebody holds a pack, see {@link io.kindling.cache.client.Packs#find}.
   *
   * @param first path of the first source
   * @param sources in the order of the key; asked for when this reader has to prove its rights
   * @return null when nobody has it
   */
  public @Nullable PackSize find(PackKey key, Path first, Sources sources) throws IOException {
    return cache.packs().find(key, () -> checkReadable(required(key, sources)), reader(first));
  }

  /**
   * Bytes of a range of a source that can be read without asking its store, see {@link
   * BlockCache#held}.
   *
   * @throws java.io.EOFException when the range is not within the source
   */
  public long held(PackSource source, long position, long count) throws IOException {
    return cache.held(source.version(), position, count);
  }

  private String reader(Path first) throws IOException {
    return mounts.of(first.toUri().getPath()).reader(user);
  }

  /** The sources, which must be the content that the key names. */
  private static List<PackSource> required(PackKey key, Sources sources) throws IOException {
    List<PackSource> known = sources.get();
    if (known.size() != key.sources().size()) {
      throw new IllegalArgumentException(known.size() + " sources for the " + key);
    }
    for (int i = 0; i < known.size(); i++) {
      PackSource source = known.get(i);
      if (!source.version().versionKey().equals(key.sources().get(i).version())) {
        throw new PathIOException(
            source.path().toString(),
            "is known here as " + source.version() + ", which is not what the " + key + " names");
      }
    }
    return known;
  }

  private void checkReadable(List<PackSource> sources) throws IOException {
    for (PackSource source : sources) {
      new UnderFile(source.known(), statuses, cache.buffers()).checkReadable();
    }
  }

  /**
   * A file without etag is opened as what its path is known to be at that moment, and so it must be
   * known to be the same before and after it was read.
   */
  private void requireUnchanged(PackSource source) throws IOException {
    if (source.version().strength() == Strength.STRONG) {
      return;
    }
    String text = source.path().toUri().getPath();
    FileVersion now = files.find(text).version();
    if (!now.versionKey().equals(source.version().versionKey())) {
      statuses.drop(text);
      throw new FileChangedException(
          source.version(), "length %d and identity %s".formatted(now.length(), now.identity()));
    }
  }

  /** Finds out what a pack is made from. */
  @FunctionalInterface
  public interface Sources {
    /** The sources, in the order of the key. */
    List<PackSource> get() throws IOException;
  }

  /** Makes the records of a pack. */
  @FunctionalInterface
  public interface Making {
    /** See {@link PackMaker#make}. */
    void make(PackWriter writer) throws IOException;
  }
}
