package io.kindling.image.listing;

import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Lists the files below some folders with list requests only, many folders at a time.
 *
 * <p>A store that knows etags is an object store, where one recursive listing answers a thousand
 * files in any number of folders: there folders are listed one by one until there are enough of
 * them to keep all threads busy, and then recursively. Elsewhere every folder is listed by itself,
 * because the recursive listing asks for the block locations of each file, and on the local file
 * system for its permissions by a process of its own.
 */
final class FolderWalk {
  /** Folders from which on each is listed recursively in an object store. */
  private static final int ENOUGH_FOLDERS = 2 * ListingThreads.COUNT;

  private final FileSystem fileSystem;
  private final FileFilter filter;
  private final ListingThreads threads;
  private long otherFiles;

  FolderWalk(FileSystem fileSystem, FileFilter filter, ListingThreads threads) {
    this.fileSystem = fileSystem;
    this.filter = filter;
    this.threads = threads;
  }

  /** Files that were seen and did not pass the filter. */
  long otherFiles() {
    return otherFiles;
  }

  /**
   * The folders below a root that have files.
   *
   * @param starts folders to list and files to take, all below the root
   */
  List<ListedFolder> walk(Path root, List<FileStatus> starts) throws IOException {
    Page given = new Page(root);
    starts.forEach(given::add);
    List<ListedFolder> found = new ArrayList<>();
    take(given, found);
    boolean manyInOne =
        !starts.isEmpty()
            && fileSystem.hasPathCapability(root, CommonPathCapabilities.ETAGS_AVAILABLE);
    List<Path> frontier = given.folders;
    while (!frontier.isEmpty()) {
      boolean recursively = manyInOne && filter.isRecursive() && frontier.size() >= ENOUGH_FOLDERS;
      List<Path> next = new ArrayList<>();
      for (Page page : threads.all(frontier, folder -> page(root, folder, recursively))) {
        take(page, found);
        next.addAll(page.folders);
      }
      frontier = filter.isRecursive() ? next : List.of();
    }
    return found;
  }

  private void take(Page page, List<ListedFolder> found) {
    otherFiles += page.others;
    for (ListedFolder folder : page.listed.values()) {
      if (folder.isHidden()) {
        otherFiles += folder.files().size();
      } else {
        found.add(folder);
      }
    }
  }

  private Page page(Path root, Path folder, boolean recursively) throws IOException {
    RemoteIterator<? extends FileStatus> statuses =
        recursively ? fileSystem.listFiles(folder, true) : fileSystem.listStatusIterator(folder);
    Page page = new Page(root);
    while (statuses.hasNext()) {
      page.add(statuses.next());
    }
    return page;
  }

  /** What one request, or a few, answered. Filled by one thread. */
  private final class Page {
    private final Path root;
    private final List<Path> folders = new ArrayList<>();
    private final Map<Path, ListedFolder> listed = new HashMap<>();
    private long others;
    private Path lastParent = new Path("/");
    private ListedFolder lastFolder;
    private String lastName = "";

    Page(Path root) {
      this.root = root;
      this.lastFolder = ListedFolder.of(root, root);
    }

    void add(FileStatus status) {
      Path path = status.getPath();
      if (status.isDirectory()) {
        if (!FileFilter.isHidden(path.getName())) {
          folders.add(path);
        }
      } else if (filter.accepts(status)) {
        Path parent = path.getParent();
        if (!parent.equals(lastParent)) {
          lastParent = parent;
          lastFolder = listed.computeIfAbsent(parent, folder -> ListedFolder.of(root, folder));
          lastName = folderName(parent);
        }
        lastFolder.files().add(file(lastName, status));
      } else {
        others++;
      }
    }
  }

  private static String folderName(Path folder) {
    String name = folder.toString();
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static SourceFile file(String folder, FileStatus status) {
    return new SourceFile(
        folder,
        status.getPath().getName(),
        status.getLen(),
        status.getModificationTime(),
        SourceFile.etag(status),
        Labels.NONE);
  }
}
