package io.kindling.hadoop;

import io.kindling.hadoop.status.CachedLocatedFileStatus;
import io.kindling.hadoop.status.FolderListings;
import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.Listing;
import io.kindling.hadoop.status.Locations;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.functional.RemoteIterators;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listings as users see them: what the under stores list, or the owners of the listings know, and
 * the mounts in their places. Any thread.
 */
final class MountedFolders {

  private static final Logger LOG = LoggerFactory.getLogger(MountedFolders.class);

  private final MountedFileSystem files;
  private final FolderListings listings;
  private final Locations locations;

  /** The folders of a file system. */
  MountedFolders(MountedFileSystem files, FolderListings listings, Locations locations) {
    this.files = files;
    this.listings = listings;
    this.locations = locations;
  }

  /** The root, a folder that holds mounts only, or a mount: nothing is written beside mounts. */
  FileStatus directory(String path) {
    return new FileStatus(
        0,
        true,
        0,
        0,
        0,
        0,
        new FsPermission((short) 0555),
        files.userName(),
        "",
        files.mounts().paths().of(path));
  }

  /** What is in a folder, or the file itself, mounts included. */
  FileStatus[] list(Path path) throws IOException {
    String text = files.text(path);
    if (files.mounts().isAbove(text)) {
      return mountsIn(text);
    }
    if (files.mounts().hasBelow(text)) {
      return withMountsIn(text);
    }
    return listed(path, text);
  }

  /** A listing of a folder of one mount in which others are shown, in place of what they cover. */
  private FileStatus[] withMountsIn(String text) throws IOException {
    Set<String> covered = files.mounts().children(text);
    List<FileStatus> shown = new ArrayList<>(List.of(mountsIn(text)));
    try {
      for (FileStatus status : listed(files.mounts().paths().of(text), text)) {
        if (!covered.contains(status.getPath().getName())) {
          shown.add(status);
        }
      }
    } catch (FileNotFoundException onlyMounts) {
      LOG.debug("{} is not in its store: {}", text, onlyMounts.getMessage());
    }
    return shown.toArray(FileStatus[]::new);
  }

  private FileStatus[] mountsIn(String text) {
    String prefix = text.endsWith("/") ? text : text + "/";
    return files.mounts().children(text).stream()
        .map(name -> directory(prefix + name))
        .toArray(FileStatus[]::new);
  }

  private FileStatus[] listed(Path path, String text) throws IOException {
    List<KnownFile> known = listings.known(text);
    if (known == null) {
      FolderListings.Listed listed = listings.begin(text, FolderListings.Depth.FOLDER);
      known = new ArrayList<>();
      for (FileStatus under : files.forward(path, (store, folder) -> store.listStatus(folder))) {
        known.add(listed.take(under));
      }
      listed.end();
    }
    FileStatus[] shown = new FileStatus[known.size()];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = known.get(i).status();
    }
    return shown;
  }

  /** As {@link FileSystem#listStatusIterator}, of a folder with no mount in it. */
  RemoteIterator<FileStatus> each(Path path) throws IOException {
    String text = files.text(path);
    List<KnownFile> known = listings.known(text);
    if (known != null) {
      return new Listing<>(RemoteIterators.remoteIteratorFromIterable(known), KnownFile::status);
    }
    FolderListings.Listed listed = listings.begin(text, FolderListings.Depth.FOLDER);
    RemoteIterator<FileStatus> under = files.forward(path, FileSystem::listStatusIterator);
    return new Listing<FileStatus, FileStatus>(
        under, status -> listed.take(status).status(), listed::end);
  }

  /** As {@link FileSystem#listLocatedStatus}, of a folder with no mount in it. */
  RemoteIterator<LocatedFileStatus> eachLocated(Path path) throws IOException {
    String text = files.text(path);
    if (!listsLocations(text)) {
      return new Listing<FileStatus, LocatedFileStatus>(
          files.listStatusIterator(path), this::located);
    }
    List<KnownFile> known = listings.known(text);
    if (known != null) {
      return new Listing<>(
          RemoteIterators.remoteIteratorFromIterable(known), file -> located(file.status()));
    }
    FolderListings.Listed listed = listings.begin(text, FolderListings.Depth.FOLDER);
    RemoteIterator<LocatedFileStatus> under =
        files.forward(path, (store, folder) -> store.listLocatedStatus(folder));
    return located(under, listed);
  }

  /** Whether the store of a path lists all files below it at once, with their places. */
  boolean listsLocations(String text) throws IOException {
    return files.mounts().of(text).store().listsLocations();
  }

  /** As {@link FileSystem#listFiles}, by one listing of a store that has such. */
  RemoteIterator<LocatedFileStatus> eachFile(Path path, boolean recursive) throws IOException {
    FolderListings.Listed listed = listings.begin(files.text(path), FolderListings.Depth.TREE);
    RemoteIterator<LocatedFileStatus> under =
        files.forward(path, (store, folder) -> store.listFiles(folder, recursive));
    return located(under, listed);
  }

  private Listing<LocatedFileStatus, LocatedFileStatus> located(
      RemoteIterator<LocatedFileStatus> under, FolderListings.Listed listed) {
    return new Listing<>(under, status -> located(listed.take(status), status), listed::end);
  }

  private LocatedFileStatus located(FileStatus status) throws IOException {
    BlockLocation[] where =
        status.isFile() ? files.getFileBlockLocations(status, 0, status.getLen()) : null;
    return status instanceof HasKnownFile known
        ? new CachedLocatedFileStatus(known.known(), where)
        : new LocatedFileStatus(status, where);
  }

  private LocatedFileStatus located(KnownFile file, LocatedFileStatus under) throws IOException {
    BlockLocation[] owners =
        file.isFile() ? locations.of(file.version(), under.getLen(), 0, under.getLen()) : null;
    return new CachedLocatedFileStatus(file, owners == null ? under.getBlockLocations() : owners);
  }
}
