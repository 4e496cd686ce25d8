package io.kindling.hadoop.status;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.FileStatusEntry.Presence;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile.Asked;
import io.kindling.hadoop.status.KnownFile.Source;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Statuses of under stores in the form in which owners keep them for all readers. */
final class SharedStatus {

  private SharedStatus() {}

  /**
   * What owners are told.
   *
   * @return null when it means nothing to others: links, and paths that the store answered with
   *     another one
   */
  static @Nullable FileStatusEntry entry(KnownFile file, String uri) {
    FileStatus under = file.under();
    if (under.isSymlink() || !file.store().canonicalUri(under.getPath()).equals(uri)) {
      return null;
    }
    StatusDetails details = StatusDetails.of(under);
    if (under.isDirectory()) {
      return FileStatusEntry.folder(uri, details.bytes(""));
    }
    FileVersion version = file.version();
    return FileStatusEntry.file(version, details.bytes(version.identity()));
  }

  /**
   * What an owner keeps of a path, as this file system would have heard it from the store.
   *
   * @param entry of a file or a folder
   * @throws IOException when it cannot be read
   */
  static KnownFile restored(String path, Mount mount, FileStatusEntry entry, Asked asked)
      throws IOException {
    return new KnownFile(
        mount,
        mount.store(),
        mount.paths().of(path),
        status(entry, mount.store(), mount.under(path)),
        Source.OWNER,
        asked,
        entry.presence() == Presence.FILE ? entry.version() : null);
  }

  /** The status of an under store that an entry was made from. */
  static FileStatus status(FileStatusEntry entry, UnderStore store, Path under) throws IOException {
    boolean folder = entry.presence() == Presence.FOLDER;
    StatusDetails details = StatusDetails.read(entry.details(), entry.identity());
    FileStatus told = new RestoredStatus(details, folder, entry.length(), under);
    FileStatus own = store.restored(told, under);
    return own == null ? told : own;
  }
}
