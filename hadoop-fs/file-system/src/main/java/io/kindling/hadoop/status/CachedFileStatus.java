package io.kindling.hadoop.status;

import io.kindling.hadoop.mount.UnderStore;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/**
 * A status with a {@code cache:} path that remembers what the under store said, so that opening by
 * it asks for nothing. Owner, group and permission are asked of the under store's status only when
 * somebody wants them: the local file system starts a process for them.
 */
public final class CachedFileStatus extends FileStatus implements EtagSource, HasKnownFile {

  private static final long serialVersionUID = 1L;

  private final transient KnownFile known;

  public CachedFileStatus(KnownFile known) throws IOException {
    super(
        known.under().getLen(),
        known.under().isDirectory(),
        known.under().getReplication(),
        known.under().getBlockSize(),
        known.under().getModificationTime(),
        known.path());
    this.known = known;
    Path target = known.linkTarget();
    if (target != null) {
      setSymlink(target);
    }
  }

  @Override
  public KnownFile known() {
    return known;
  }

  @Override
  public @Nullable String getEtag() {
    return UnderStore.rawEtag(known.under());
  }

  @Override
  public long getAccessTime() {
    return known.under().getAccessTime();
  }

  @Override
  public FsPermission getPermission() {
    return known.under().getPermission();
  }

  @Override
  public String getOwner() {
    return known.under().getOwner();
  }

  @Override
  public String getGroup() {
    return known.under().getGroup();
  }

  @Override
  public boolean hasAcl() {
    return known.under().hasAcl();
  }

  @Override
  public boolean isEncrypted() {
    return known.under().isEncrypted();
  }

  @Override
  public boolean isErasureCoded() {
    return known.under().isErasureCoded();
  }

  @Override
  public boolean isSnapshotEnabled() {
    return known.under().isSnapshotEnabled();
  }

  /** A plain status goes over the wire. */
  private Object writeReplace() throws ObjectStreamException {
    try {
      return new FileStatus(this);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("link of " + getPath() + " cannot be read", unreadable);
    }
  }
}
