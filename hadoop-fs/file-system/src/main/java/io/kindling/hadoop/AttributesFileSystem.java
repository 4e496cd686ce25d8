package io.kindling.hadoop;

import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountedHandles;
import io.kindling.hadoop.mount.StoreCall;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.status.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.BlockStoragePolicySpi;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.FsStatus;
import org.apache.hadoop.fs.Options.HandleOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.XAttrSetFlag;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.AclStatus;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/**
 * What the under store keeps about files beside their content: permissions, ACLs, extended
 * attributes, policies, quotas, snapshots, links, trash. Handed over as it is. Any thread.
 */
abstract class AttributesFileSystem extends StoreServicesFileSystem {

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    change(path, (store, under) -> store.setPermission(under, permission));
  }

  @Override
  public void setOwner(Path path, String owner, String group) throws IOException {
    change(path, (store, under) -> store.setOwner(under, owner, group));
  }

  @Override
  public void setTimes(Path path, long modified, long accessed) throws IOException {
    change(path, (store, under) -> store.setTimes(under, modified, accessed));
  }

  @Override
  public boolean setReplication(Path path, short replication) throws IOException {
    return changing(path, (store, under) -> store.setReplication(under, replication));
  }

  @Override
  public void modifyAclEntries(Path path, List<AclEntry> entries) throws IOException {
    change(path, (store, under) -> store.modifyAclEntries(under, entries));
  }

  @Override
  public void removeAclEntries(Path path, List<AclEntry> entries) throws IOException {
    change(path, (store, under) -> store.removeAclEntries(under, entries));
  }

  @Override
  public void removeDefaultAcl(Path path) throws IOException {
    change(path, FileSystem::removeDefaultAcl);
  }

  @Override
  public void removeAcl(Path path) throws IOException {
    change(path, FileSystem::removeAcl);
  }

  @Override
  public void setAcl(Path path, List<AclEntry> entries) throws IOException {
    change(path, (store, under) -> store.setAcl(under, entries));
  }

  @Override
  public AclStatus getAclStatus(Path path) throws IOException {
    return forward(path, FileSystem::getAclStatus);
  }

  @Override
  public void setXAttr(Path path, String name, byte[] value, EnumSet<XAttrSetFlag> flags)
      throws IOException {
    change(path, (store, under) -> store.setXAttr(under, name, value, flags));
  }

  @Override
  public byte[] getXAttr(Path path, String name) throws IOException {
    return forward(path, (store, under) -> store.getXAttr(under, name));
  }

  @Override
  public Map<String, byte[]> getXAttrs(Path path) throws IOException {
    return forward(path, FileSystem::getXAttrs);
  }

  @Override
  public Map<String, byte[]> getXAttrs(Path path, List<String> names) throws IOException {
    return forward(path, (store, under) -> store.getXAttrs(under, names));
  }

  @Override
  public List<String> listXAttrs(Path path) throws IOException {
    return forward(path, FileSystem::listXAttrs);
  }

  @Override
  public void removeXAttr(Path path, String name) throws IOException {
    change(path, (store, under) -> store.removeXAttr(under, name));
  }

  @Override
  public void satisfyStoragePolicy(Path path) throws IOException {
    change(path, FileSystem::satisfyStoragePolicy);
  }

  @Override
  public void setStoragePolicy(Path path, String policy) throws IOException {
    change(path, (store, under) -> store.setStoragePolicy(under, policy));
  }

  @Override
  public void unsetStoragePolicy(Path path) throws IOException {
    change(path, FileSystem::unsetStoragePolicy);
  }

  @Override
  public BlockStoragePolicySpi getStoragePolicy(Path path) throws IOException {
    return forward(path, FileSystem::getStoragePolicy);
  }

  @Override
  public void setQuota(Path path, long names, long space) throws IOException {
    change(path, (store, under) -> store.setQuota(under, names, space));
  }

  @Override
  public void setQuotaByStorageType(Path path, StorageType type, long quota) throws IOException {
    change(path, (store, under) -> store.setQuotaByStorageType(under, type, quota));
  }

  @Override
  public QuotaUsage getQuotaUsage(Path path) throws IOException {
    return forward(path, FileSystem::getQuotaUsage);
  }

  @Override
  public ContentSummary getContentSummary(Path path) throws IOException {
    return mounts().hasBelow(text(path))
        ? super.getContentSummary(path)
        : forward(path, FileSystem::getContentSummary);
  }

  @Override
  public long getUsed(Path path) throws IOException {
    return mounts().hasBelow(text(path)) ? super.getUsed(path) : forward(path, FileSystem::getUsed);
  }

  @Override
  public FileChecksum getFileChecksum(Path path, long length) throws IOException {
    return forward(path, (store, under) -> store.getFileChecksum(under, length));
  }

  @Override
  public Path createSnapshot(Path path, String name) throws IOException {
    Path under = snapshots(path, (store, folder) -> store.createSnapshot(folder, name));
    return shown(path, under);
  }

  @Override
  public void renameSnapshot(Path path, String from, String to) throws IOException {
    Boolean ignored =
        snapshots(
            path,
            (store, folder) -> {
              store.renameSnapshot(folder, from, to);
              return Boolean.TRUE;
            });
  }

  @Override
  public void deleteSnapshot(Path path, String name) throws IOException {
    Boolean ignored =
        snapshots(
            path,
            (store, folder) -> {
              store.deleteSnapshot(folder, name);
              return Boolean.TRUE;
            });
  }

  /** Changes what is below a folder's snapshots. */
  private <T> T snapshots(Path folder, StoreCall<T> call) throws IOException {
    return changingTrees(List.of(new Path(folder, ".snapshot")), () -> changing(folder, call));
  }

  @Override
  public void createSymlink(Path target, Path link, boolean createParent) throws IOException {
    Path underTarget = linkTarget(target);
    change(link, (store, under) -> store.createSymlink(underTarget, under, createParent));
  }

  /** What the under store's link leads to; what no mount shows is written as it is given. */
  private Path linkTarget(Path target) throws IOException {
    String scheme = target.toUri().getScheme();
    boolean ours = scheme == null ? target.isAbsolute() : scheme.equals(getScheme());
    if (!ours || whole() != null || isOutside(target)) {
      return target;
    }
    String text = text(target);
    Path under = mounts().of(text).under(text);
    return scheme == null ? pathOnly(under) : under;
  }

  private static Path pathOnly(Path path) {
    return new Path(null, null, path.toUri().getPath());
  }

  /** With a scheme or without, as the store tells it. */
  @Override
  public Path getLinkTarget(Path path) throws IOException {
    Path target = forward(path, (store, under) -> store.getLinkTarget(UnderStore.link(under)));
    Path shown = whole() == null ? mounts().of(text(path)).shown(target) : null;
    if (shown == null) {
      return target;
    }
    return target.toUri().getScheme() == null ? pathOnly(shown) : shown;
  }

  /** A handle on the file of a status of this file system, as the under store makes them. */
  @Override
  protected PathHandle createPathHandle(FileStatus status, HandleOpt... options) {
    try {
      String text = text(status.getPath());
      Mount mount = mounts().of(text);
      FileStatus under;
      if (status instanceof HasKnownFile known) {
        under = known.known().under();
      } else {
        under = new FileStatus(status);
        under.setPath(mount.under(text));
      }
      return MountedHandles.shown(mount, mount.store().fileSystem().getPathHandle(under, options));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Read from the under store: a handle may follow its file to paths that nobody knows. */
  @Override
  public FSDataInputStream open(PathHandle handle, int bufferSize) throws IOException {
    Mount mount = MountedHandles.mount(mounts(), handle);
    return mount.store().fileSystem().open(MountedHandles.under(mount, handle), bufferSize);
  }

  @Override
  public void access(Path path, FsAction mode) throws IOException {
    if (mounts().isAbove(text(path))) {
      super.access(path, mode);
    } else {
      if (mode.implies(FsAction.WRITE)) {
        requireWritable(text(path));
      }
      forward(
          path,
          (store, under) -> {
            store.access(under, mode);
            return Boolean.TRUE;
          });
    }
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return mounts().isAbove(text(path))
        ? super.hasPathCapability(path, capability)
        : forward(path, (store, under) -> store.hasPathCapability(under, capability));
  }

  @Override
  public RemoteIterator<Path> listCorruptFileBlocks(Path path) throws IOException {
    RemoteIterator<Path> corrupt = forward(path, FileSystem::listCorruptFileBlocks);
    return new Listing<>(corrupt, under -> shown(path, under));
  }

  @Override
  public FsStatus getStatus(@Nullable Path path) throws IOException {
    Path asked = path == null ? mounts().paths().of("/") : path;
    return mounts().isAbove(text(asked))
        ? super.getStatus(asked)
        : forward(asked, FileSystem::getStatus);
  }

  @Override
  public FsServerDefaults getServerDefaults(Path path) throws IOException {
    return mounts().isAbove(text(path))
        ? super.getServerDefaults(path)
        : forward(path, FileSystem::getServerDefaults);
  }

  @Override
  public long getDefaultBlockSize(Path path) {
    return isOutside(path)
        ? super.getDefaultBlockSize(path)
        : forwardUnchecked(path, FileSystem::getDefaultBlockSize);
  }

  @Override
  public short getDefaultReplication(Path path) {
    return isOutside(path)
        ? super.getDefaultReplication(path)
        : forwardUnchecked(path, FileSystem::getDefaultReplication);
  }

  /** The root, or a path of no mount: whoever goes on with it is told so by an IOException. */
  private boolean isOutside(Path path) {
    String text = text(path);
    return mounts().isAbove(text) || !mounts().has(text);
  }

  private <T> T forwardUnchecked(Path path, StoreCall<T> call) {
    try {
      return forward(path, call);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The store's own trash where this mount shows it, else a folder at the top of the mount. */
  @Override
  public Path getTrashRoot(Path path) {
    String text = text(path);
    if (mounts().isAbove(text)) {
      return super.getTrashRoot(path);
    }
    try {
      Mount mount = mounts().of(text);
      Path trash = mount.shown(forward(path, FileSystem::getTrashRoot));
      return trash == null ? new Path(mount.top(), ".Trash/" + userName()) : trash;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
