package io.kindling.hadoop.status;

import io.kindling.hadoop.mount.UnderStore;
import java.io.IOException;
import java.io.ObjectStreamException;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/** A {@link CachedFileStatus} with block locations; Hadoop wants another superclass for it. */
public final class CachedLocatedFileStatus extends LocatedFileStatus
    implements EtagSource, HasKnownFile {

  private static final long serialVersionUID = 1L;

  private final transient KnownFile known;

  public CachedLocatedFileStatus(KnownFile known, BlockLocation @Nullable [] locations)
      throws IOException {
    super(
        known.under().getLen(),
        known.under().isDirectory(),
        known.under().getReplication(),
        known.under().getBlockSize(),
        known.under().getModificationTime(),
        known.under().getAccessTime(),
        null,
        null,
        null,
        known.linkTarget(),
        known.path(),
        known.under().hasAcl(),
        known.under().isEncrypted(),
        known.under().isErasureCoded(),
        locations);
    this.known = known;
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
  public boolean isSnapshotEnabled() {
    return known.under().isSnapshotEnabled();
  }

  /** A plain status goes over the wire. */
  private Object writeReplace() throws ObjectStreamException {
    return new LocatedFileStatus(this, getBlockLocations());
  }
}
