package io.kindling.image.listing;

import io.kindling.image.decode.PictureFormat;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Finds the pictures below a folder with list requests only.
 *
 * <p>A store that knows etags is an object store, where one recursive listing answers a thousand
 * files in any number of folders. Elsewhere folders are listed one by one, because the recursive
 * listing asks for the block locations of each file, and on the local file system for its
 * permissions by a process of its own.
 *
 * <p>Files and folders whose names begin with a dot or an underscore are hidden, as everywhere in
 * Hadoop. One walk is used by one thread.
 */
final class PictureWalk {
  private final FileSystem fileSystem;
  private final Path root;
  private final String rootPath;
  private final List<SourceFile> pictures = new ArrayList<>();
  private long otherFiles;

  PictureWalk(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = fileSystem.makeQualified(root);
    this.rootPath = this.root.toUri().getPath();
  }

  /** The pictures in the order of their paths. */
  List<SourceFile> pictures() throws IOException {
    FileStatus status = fileSystem.getFileStatus(root);
    if (status.isFile()) {
      add(status);
    } else if (fileSystem.hasPathCapability(root, CommonPathCapabilities.ETAGS_AVAILABLE)) {
      addAll(fileSystem.listFiles(root, true), new ArrayDeque<>());
    } else {
      Deque<Path> folders = new ArrayDeque<>(List.of(root));
      while (!folders.isEmpty()) {
        addAll(fileSystem.listStatusIterator(folders.remove()), folders);
      }
    }
    pictures.sort(Comparator.comparing(SourceFile::path));
    return pictures;
  }

  /** Files that were seen and are no pictures by their name, hidden ones included. */
  long otherFiles() {
    return otherFiles;
  }

  Path root() {
    return root;
  }

  /**
   * The part of a picture's path below the root: {@code class/name.jpg}; its name if it is the
   * root.
   */
  String belowRoot(String picture) {
    String path = new Path(picture).toUri().getPath();
    return path.equals(rootPath) ? root.getName() : below(path);
  }

  private void addAll(RemoteIterator<? extends FileStatus> statuses, Deque<Path> folders)
      throws IOException {
    while (statuses.hasNext()) {
      FileStatus status = statuses.next();
      if (!status.isDirectory()) {
        add(status);
      } else if (!isHidden(status.getPath().getName())) {
        folders.add(status.getPath());
      }
    }
  }

  private void add(FileStatus status) {
    String path = status.getPath().toUri().getPath();
    boolean picture =
        path.equals(rootPath) || (PictureFormat.namesPicture(path) && !anyHidden(below(path)));
    if (picture) {
      pictures.add(SourceFile.of(status));
    } else {
      otherFiles++;
    }
  }

  private String below(String path) {
    String folder = rootPath.endsWith("/") ? rootPath : rootPath + "/";
    if (!path.startsWith(folder)) {
      throw new IllegalStateException("the listing of " + root + " names " + path + " outside");
    }
    return path.substring(folder.length());
  }

  private static boolean anyHidden(String relative) {
    for (int start = 0; start >= 0; ) {
      if (isHidden(relative.substring(start))) {
        return true;
      }
      int slash = relative.indexOf('/', start);
      start = slash < 0 ? -1 : slash + 1;
    }
    return false;
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }
}
