package io.kindling.hadoop;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.config.WriteMode;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.mount.UserPaths;
import io.kindling.hadoop.read.FileOpener;
import io.kindling.hadoop.read.LoadableFiles;
import io.kindling.hadoop.read.OpenOptions;
import io.kindling.hadoop.read.ReadStatistics;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.HasFilePacks;
import io.kindling.hadoop.status.FileLookup;
import io.kindling.hadoop.status.FolderListings;
import io.kindling.hadoop.status.FreshnessRule;
import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.Locations;
import io.kindling.hadoop.status.SharedStatuses;
import io.kindling.hadoop.status.StatusTable;
import io.kindling.hadoop.write.CacheThrough;
import io.kindling.hadoop.write.ThroughWrite;
import io.kindling.hadoop.write.WriteWatcher;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.impl.AbstractFSBuilderImpl;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.jspecify.annotations.Nullable;

/**
 * The file system of scheme {@code cache}: {@code cache:///<mount>/...} shows the under store that
 * {@code fs.cache.mount.<mount>} names. As {@code fs.<scheme>.impl} of another scheme it takes that
 * scheme's place, with the paths that users know. Files are read through the block cache, statuses
 * of files are remembered for {@code fs.cache.metadata.freshness}, everything else is the under
 * store's. Any thread.
 *
 * <p>This class runs on Hadoop 3.3.4. Whoever lets Hadoop make one gets {@link
 * NewerCachingFileSystem} where Hadoop knows all that this one adds.
 */
public class CachingFileSystem extends WritableFileSystem
    implements IOStatisticsSource, HasFilePacks, LoadableFiles {

  /** The scheme of all paths. */
  public static final String SCHEME = UserPaths.CACHE_SCHEME;

  static {
    NewerHadoop.preferItsClass();
  }

  private BlockCache cache;
  private StatusTable statuses;
  private SharedStatuses shared;
  private int smallFile;
  private FileLookup files;
  private MountedFolders folders;
  private FileOpener opener;
  private ReadStatistics reads;
  private Locations locations;
  private FilePacks packs;
  private int bufferSize;

  /** Does nothing the second time: FileContext initializes what {@link CacheFs} has opened. */
  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    if (statuses != null) {
      return;
    }
    super.initialize(name, configuration);
    FreshnessRule freshness =
        FreshnessRule.of(
            options().get(FileSystemOptions.METADATA_FRESHNESS),
            options().get(FileSystemOptions.ABSENCE_FRESHNESS));
    statuses =
        new StatusTable(freshness, options().get(FileSystemOptions.METADATA_SIZE), settleMillis());
    cache = KindlingProcess.cache(options(), userName());
    mounts().follow(KindlingProcess.settings(options(), userName()), this::forgetMount);
    shared = new SharedStatuses(cache, mounts(), statuses, userName());
    files = new FileLookup(mounts(), statuses, shared, cache, freshness);
    smallFile = (int) Math.min(1 << 30, options().get(FileSystemOptions.SMALL_FILE));
    reads = new ReadStatistics(statistics);
    opener = new FileOpener(cache, statuses, userName(), options(), reads);
    locations = new Locations(cache);
    folders =
        new MountedFolders(
            this, new FolderListings(mounts(), statuses, shared, cache, freshness), locations);
    packs = new FilePacks(cache, mounts(), files, statuses, userName(), settleMillis());
    bufferSize = configuration.getInt("io.file.buffer.size", 4096);
  }

  /** Another store is shown at a path, or none. */
  private void forgetMount(String path) {
    boolean ignored = statuses.dropTree(path);
  }

  @Override
  final void changed(String path) {
    statuses.dropWithFoldersAbove(path);
    shared.changed(path);
  }

  @Override
  final void changedTree(String path) {
    if (statuses.dropTree(path)) {
      shared.changed(path);
    } else {
      shared.changedTree(path);
    }
  }

  @Override
  final WriteWatcher watcher(String path, FSDataOutputStream under) throws IOException {
    Mount mount = mounts().of(path);
    Runnable changed = () -> changed(path);
    if (mount.store().proof() == UnderStore.Proof.STATUS) {
      return new ThroughWrite(mount.store().canonicalUri(mount.under(path)), changed);
    }
    CacheThrough kept =
        mount.write(options().get(FileSystemOptions.WRITE)) == WriteMode.CACHE_THROUGH
            ? CacheThrough.of(
                path,
                mount.store(),
                cache,
                userName(),
                options().get(FileSystemOptions.WRITE_MEMORY),
                under,
                changed,
                () -> files.ask(path))
            : null;
    return kept == null ? changed::run : kept;
  }

  // ---------------------------------------------------------------------- reading

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return open(path, bufferSize);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    reads.opened();
    KnownFile file;
    try {
      file = files.find(below(path), smallFile);
    } catch (FileNotFoundException nothing) {
      return openWithoutStatus(path, buffer, nothing);
    }
    return opener.open(file, OpenOptions.plain(buffer));
  }

  /**
   * HDFS says of a path below a file that there is nothing, but refuses to open it. The answer for
   * those who open is the one that the store gives to them.
   */
  private FSDataInputStream openWithoutStatus(Path path, int buffer, FileNotFoundException nothing)
      throws IOException {
    String text = text(path);
    if (!mounts().has(text) || !mounts().of(text).store().opensWithoutStatus()) {
      throw nothing;
    }
    return forward(path, (store, under) -> store.open(under, buffer));
  }

  @Override
  protected CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) throws IOException {
    AbstractFSBuilderImpl.rejectUnknownMandatoryKeys(
        parameters.getMandatoryKeys(), OpenOptions.KEYS, "for " + path);
    reads.openedWithOptions();
    CompletableFuture<FSDataInputStream> opened = new CompletableFuture<>();
    try {
      KnownFile file = given(path, parameters.getStatus());
      OpenOptions how = OpenOptions.of(parameters.getOptions(), parameters.getBufferSize());
      opened.complete(opener.open(file, how));
    } catch (IOException failed) {
      opened.completeExceptionally(failed);
    }
    return opened;
  }

  /** The file of a status that the caller has; the store is asked when it says too little. */
  private KnownFile given(Path path, @Nullable FileStatus status) throws IOException {
    String text = below(path);
    if (status == null) {
      return files.find(text, smallFile);
    }
    if (!status.getPath().getName().equals(path.getName()) && !isTargetOf(text, status)) {
      throw new IllegalArgumentException(
          "the status of " + status.getPath() + " was given to open " + path);
    }
    return files.given(text, status);
  }

  /** Whether a status is that of the file to which a link leads. */
  private boolean isTargetOf(String link, FileStatus status) throws IOException {
    try {
      return files.find(link).path().equals(status.getPath());
    } catch (FileNotFoundException nothing) {
      return false;
    }
  }

  @Override
  public FilePacks packs() {
    return packs;
  }

  @Override
  public KnownFile known(Path path, FileStatus status) throws IOException {
    return given(path, status);
  }

  @Override
  public CachedFile.Brought bring(KnownFile file, int block, UnaryOperator<UnderStoreFile> fetching)
      throws IOException {
    return opener.bring(file, block, fetching);
  }

  @Override
  public long settleMillis() {
    return options().get(FileSystemOptions.SETTLE_TIME).toMillis();
  }

  /** What the streams of this file system have read until they were closed, and from where. */
  @Override
  public IOStatistics getIOStatistics() {
    return reads.live();
  }

  @Override
  public BlockLocation @Nullable [] getFileBlockLocations(
      @Nullable FileStatus status, long start, long length) throws IOException {
    if (status == null) {
      return null;
    }
    if (start < 0 || length < 0) {
      throw new IllegalArgumentException(
          "range of " + length + " bytes at " + start + " of " + status.getPath());
    }
    if (status.getLen() <= start) {
      return new BlockLocation[0];
    }
    String text = below(status.getPath());
    Mount mount = mounts().of(text);
    BlockLocation[] owners =
        status.isFile()
            ? locations.of(placed(mount, text, status), status.getLen(), start, length)
            : null;
    if (owners != null) {
      return owners;
    }
    KnownFile file = files.given(text, status);
    return file.store().fileSystem().getFileBlockLocations(file.under(), start, length);
  }

  /** Where a file is depends on its name alone, so that nobody is asked for its version. */
  private static FileVersion placed(Mount mount, String path, FileStatus status)
      throws IOException {
    return status instanceof HasKnownFile known
        ? known.known().version()
        : FileVersion.of(mount.canonicalUri(path), status.getLen(), "", Strength.WEAK);
  }

  @Override
  public BlockLocation[] getFileBlockLocations(Path path, long start, long length)
      throws IOException {
    return getFileBlockLocations(getFileStatus(path), start, length);
  }

  // ---------------------------------------------------------------------- statuses

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    String text = text(path);
    if (mounts().isAbove(text)) {
      return folders.directory(text);
    }
    try {
      return files.find(text).status();
    } catch (FileNotFoundException missing) {
      if (mounts().hasBelow(text)) {
        return folders.directory(text);
      }
      throw missing;
    }
  }

  @Override
  public FileStatus getFileLinkStatus(Path path) throws IOException {
    String text = text(path);
    if (mounts().hasBelow(text)) {
      return getFileStatus(path);
    }
    FileStatus under =
        forward(path, (store, link) -> store.getFileLinkStatus(UnderStore.link(link)));
    return under.isSymlink() ? files.link(text, under).status() : getFileStatus(path);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    String text = text(path);
    if (mounts().hasBelow(text)) {
      return true;
    }
    try {
      return mounts().has(text) && files.find(text) != null;
    } catch (FileNotFoundException nothing) {
      return false;
    }
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return folders.list(path);
  }

  @Override
  public RemoteIterator<FileStatus> listStatusIterator(Path path) throws IOException {
    return mounts().hasBelow(text(path)) ? super.listStatusIterator(path) : folders.each(path);
  }

  @Override
  public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path) throws IOException {
    return mounts().hasBelow(text(path))
        ? super.listLocatedStatus(path)
        : folders.eachLocated(path);
  }

  /** Recursive listings go to the store as one: an object store answers them without folders. */
  @Override
  public RemoteIterator<LocatedFileStatus> listFiles(Path path, boolean recursive)
      throws IOException {
    String text = text(path);
    return mounts().hasBelow(text) || !folders.listsLocations(text)
        ? super.listFiles(path, recursive)
        : folders.eachFile(path, recursive);
  }

  @Override
  public void close() throws IOException {
    // Hadoop closes what could not be initialized, too.
    if (shared != null) {
      shared.close();
    }
    super.close();
  }

  /** Sees every change that anybody made before, as far as the under stores in use can say. */
  @Override
  public void msync() throws IOException {
    statuses.clear();
    for (Mount mount : mounts().all()) {
      UnderStore store = mount.storeIfOpen();
      if (store != null) {
        store.msync();
      }
    }
  }
}
