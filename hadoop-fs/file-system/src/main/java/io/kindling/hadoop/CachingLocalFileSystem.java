package io.kindling.hadoop;

import io.kindling.hadoop.mount.CacheFace;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.HasFilePacks;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * The takeover of scheme {@code file}: a {@link CachingFileSystem} in the shape of Hadoop's local
 * file system, because {@link FileSystem#getLocal} casts whatever serves that scheme to {@link
 * LocalFileSystem}. What is not overridden here goes to the cache by the superclasses. Any thread.
 */
public class CachingLocalFileSystem extends LocalFileSystem implements CacheFace, HasFilePacks {

  private final CachingFileSystem cached;

  /** Called by Hadoop by reflection. */
  public CachingLocalFileSystem() {
    this(NewerHadoop.newFileSystem(new Configuration(false)));
  }

  private CachingLocalFileSystem(CachingFileSystem cached) {
    super(cached);
    this.cached = cached;
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    cached.initialize(name, configuration);
    super.initialize(name, configuration);
  }

  @Override
  public FilePacks packs() {
    return cached.packs();
  }

  /** The real local file system. */
  private LocalFileSystem local() {
    try {
      return (LocalFileSystem) cached.mounts().of("/").store().fileSystem();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Without checksums and without the cache, as those who ask for it expect. */
  @Override
  public FileSystem getRawFileSystem() {
    return local().getRawFileSystem();
  }

  @Override
  public FileSystem getRaw() {
    return getRawFileSystem();
  }

  @Override
  public File pathToFile(Path path) {
    return local().pathToFile(path);
  }

  @Override
  public boolean reportChecksumFailure(
      Path path, FSDataInputStream data, long dataAt, FSDataInputStream sums, long sumsAt) {
    return local().reportChecksumFailure(path, data, dataAt, sums, sumsAt);
  }

  @Override
  public void setVerifyChecksum(boolean verify) {
    cached.setVerifyChecksum(verify);
  }

  @Override
  public void setWriteChecksum(boolean write) {
    cached.setWriteChecksum(write);
  }

  // ---------------------------------------------------------------------- reading

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    return cached.open(path, buffer);
  }

  @Override
  protected CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) throws IOException {
    return cached.openFileWithOptions(path, parameters);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return cached.listStatus(path);
  }

  @Override
  public RemoteIterator<FileStatus> listStatusIterator(Path path) throws IOException {
    return cached.listStatusIterator(path);
  }

  @Override
  public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path) throws IOException {
    return cached.listLocatedStatus(path);
  }

  @Override
  public FileStatus getFileLinkStatus(Path path) throws IOException {
    return cached.getFileLinkStatus(path);
  }

  @Override
  public Path getLinkTarget(Path path) throws IOException {
    return cached.getLinkTarget(path);
  }

  @Override
  public boolean supportsSymlinks() {
    return cached.supportsSymlinks();
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return cached.hasPathCapability(path, capability);
  }

  // ---------------------------------------------------------------------- writing

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return cached.create(path, permission, overwrite, buffer, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress,
      @Nullable ChecksumOpt checksum)
      throws IOException {
    return cached.create(
        path, permission, flags, buffer, replication, blockSize, progress, checksum);
  }

  @Override
  @Deprecated
  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return cached.createNonRecursive(
        path, permission, overwrite, buffer, replication, blockSize, progress);
  }

  @Override
  @Deprecated
  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return cached.createNonRecursive(
        path, permission, flags, buffer, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
    return cached.createFile(path);
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> appendFile(Path path) {
    return cached.appendFile(path);
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, @Nullable Progressable progress)
      throws IOException {
    return cached.append(path, buffer, progress);
  }

  @Override
  public boolean truncate(Path path, long length) throws IOException {
    return cached.truncate(path, length);
  }

  @Override
  public void concat(Path target, Path[] sources) throws IOException {
    cached.concat(target, sources);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return cached.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return cached.delete(path, recursive);
  }

  @Override
  public void createSymlink(Path target, Path link, boolean createParent) throws IOException {
    cached.createSymlink(target, link, createParent);
  }

  // ---------------------------------------------------------------------- attributes

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    cached.setPermission(path, permission);
  }

  @Override
  public void setOwner(Path path, String owner, String group) throws IOException {
    cached.setOwner(path, owner, group);
  }

  @Override
  public void setAcl(Path path, List<AclEntry> entries) throws IOException {
    cached.setAcl(path, entries);
  }

  @Override
  public void modifyAclEntries(Path path, List<AclEntry> entries) throws IOException {
    cached.modifyAclEntries(path, entries);
  }

  @Override
  public void removeAcl(Path path) throws IOException {
    cached.removeAcl(path);
  }

  @Override
  public void removeAclEntries(Path path, List<AclEntry> entries) throws IOException {
    cached.removeAclEntries(path, entries);
  }

  @Override
  public void removeDefaultAcl(Path path) throws IOException {
    cached.removeDefaultAcl(path);
  }

  @Override
  public boolean setReplication(Path path, short replication) throws IOException {
    return cached.setReplication(path, replication);
  }
}
