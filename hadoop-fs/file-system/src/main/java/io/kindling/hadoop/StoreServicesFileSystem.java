package io.kindling.hadoop;

import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.UnderStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.BlockStoragePolicySpi;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.token.DelegationTokenIssuer;
import org.apache.hadoop.security.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a file system as a whole, tokens and defaults among it: the store's own answer
 * where its scheme was taken over, that of all mounts together else. Any thread.
 */
abstract class StoreServicesFileSystem extends MountedFileSystem {

  /** Every mount's store, so that delegation tokens are collected for each. */
  @Override
  public FileSystem @Nullable [] getChildFileSystems() {
    UnderStore store = whole();
    if (store != null) {
      return store.fileSystem().getChildFileSystems();
    }
    List<FileSystem> stores = new ArrayList<>();
    try {
      for (Mount mount : mounts().all()) {
        stores.add(mount.store().fileSystem());
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return stores.toArray(new FileSystem[0]);
  }

  /** Mounts have no tokens of their own, only their stores have. */
  @Override
  public @Nullable String getCanonicalServiceName() {
    UnderStore store = whole();
    return store == null ? null : store.fileSystem().getCanonicalServiceName();
  }

  @Override
  public @Nullable Token<?> getDelegationToken(@Nullable String renewer) throws IOException {
    UnderStore store = whole();
    return store == null ? null : store.fileSystem().getDelegationToken(renewer);
  }

  @Override
  public DelegationTokenIssuer @Nullable [] getAdditionalTokenIssuers() throws IOException {
    UnderStore store = whole();
    return store == null ? getChildFileSystems() : store.fileSystem().getAdditionalTokenIssuers();
  }

  @Override
  public void setVerifyChecksum(boolean verify) {
    mounts().all().forEach(mount -> mount.set(store -> store.setVerifyChecksum(verify)));
  }

  @Override
  public void setWriteChecksum(boolean write) {
    mounts().all().forEach(mount -> mount.set(store -> store.setWriteChecksum(write)));
  }

  @Override
  @Deprecated
  public FsServerDefaults getServerDefaults() throws IOException {
    UnderStore store = whole();
    return store == null ? super.getServerDefaults() : store.fileSystem().getServerDefaults();
  }

  @Override
  @Deprecated
  public long getDefaultBlockSize() {
    UnderStore store = whole();
    return store == null ? super.getDefaultBlockSize() : store.fileSystem().getDefaultBlockSize();
  }

  @Override
  @Deprecated
  public short getDefaultReplication() {
    UnderStore store = whole();
    return store == null
        ? super.getDefaultReplication()
        : store.fileSystem().getDefaultReplication();
  }

  /** Whether any of the stores knows links. */
  @Override
  public boolean supportsSymlinks() {
    UnderStore store = whole();
    if (store != null) {
      return store.fileSystem().supportsSymlinks();
    }
    try {
      for (Mount mount : mounts().all()) {
        if (mount.store().fileSystem().supportsSymlinks()) {
          return true;
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return false;
  }

  /** The policies of all stores that have any, by name. */
  @Override
  public Collection<? extends BlockStoragePolicySpi> getAllStoragePolicies() throws IOException {
    UnderStore store = whole();
    if (store != null) {
      return store.fileSystem().getAllStoragePolicies();
    }
    Map<String, BlockStoragePolicySpi> policies = new LinkedHashMap<>();
    for (Mount mount : mounts().all()) {
      FileSystem one = mount.store().fileSystem();
      if (one.hasPathCapability(mount.root(), CommonPathCapabilities.FS_STORAGEPOLICY)) {
        one.getAllStoragePolicies().forEach(policy -> policies.put(policy.getName(), policy));
      }
    }
    return policies.values();
  }

  /** The trash of this user, or of all, as far as paths show it. */
  @Override
  public Collection<FileStatus> getTrashRoots(boolean allUsers) {
    UnderStore store = whole();
    if (store != null) {
      return store.fileSystem().getTrashRoots(allUsers);
    }
    List<FileStatus> roots = new ArrayList<>();
    try {
      for (Mount mount : mounts().all()) {
        for (FileStatus root : mount.store().fileSystem().getTrashRoots(allUsers)) {
          Path shown = mount.shown(root.getPath());
          if (shown != null) {
            roots.add(new FileStatus(0, true, 0, 0, root.getModificationTime(), shown));
          }
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return roots;
  }
}
