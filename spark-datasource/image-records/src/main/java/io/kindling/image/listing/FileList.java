package io.kindling.image.listing;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A text file that names the files of a set, one path in a line; paths that are not absolute are
 * those below the list's own folder. A folder of which several files are named is listed once; few
 * files are asked for by themselves.
 */
final class FileList {
  /** Files of one folder from which on listing it costs fewer requests. */
  private static final int ENOUGH_TO_LIST = 4;

  private final Configuration configuration;
  private final Path list;
  private final ListingThreads threads;

  FileList(Configuration configuration, Path list, ListingThreads threads) {
    this.configuration = configuration;
    this.list = list;
    this.threads = threads;
  }

  /**
   * Adds the named files to the set.
   *
   * @throws FileNotFoundException naming the line, when a file does not exist
   */
  void addTo(Roots roots) throws IOException {
    Map<Path, List<Line>> byFolder = new LinkedHashMap<>();
    for (Line line : lines()) {
      byFolder.computeIfAbsent(line.path.getParent(), folder -> new ArrayList<>()).add(line);
    }
    if (byFolder.isEmpty()) {
      throw new IOException(list + " names no file: one path in a line is wanted");
    }
    List<List<FileStatus>> found = threads.all(List.copyOf(byFolder.entrySet()), this::statuses);
    Path root = commonFolder(List.copyOf(byFolder.keySet()));
    roots.addFiles(
        root.getFileSystem(configuration), root, found.stream().flatMap(List::stream).toList());
  }

  private List<Line> lines() throws IOException {
    Path folder = list.getFileSystem(configuration).makeQualified(list).getParent();
    List<Line> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                list.getFileSystem(configuration).open(list), StandardCharsets.UTF_8))) {
      int number = 0;
      String text = reader.readLine();
      while (text != null) {
        number++;
        if (!text.isBlank()) {
          Path path = new Path(folder, new Path(text.strip()));
          lines.add(new Line(number, path.getFileSystem(configuration).makeQualified(path)));
        }
        text = reader.readLine();
      }
    }
    return lines;
  }

  private List<FileStatus> statuses(Map.Entry<Path, List<Line>> folder) throws IOException {
    FileSystem fileSystem = folder.getKey().getFileSystem(configuration);
    List<Line> lines = folder.getValue();
    List<FileStatus> found = new ArrayList<>(lines.size());
    if (lines.size() < ENOUGH_TO_LIST) {
      for (Line line : lines) {
        found.add(status(fileSystem, line));
      }
      return found;
    }
    Map<String, FileStatus> byName =
        Arrays.stream(listed(fileSystem, folder.getKey(), lines.get(0)))
            .collect(Collectors.toMap(one -> one.getPath().getName(), Function.identity()));
    for (Line line : lines) {
      FileStatus status = byName.get(line.path.getName());
      if (status == null) {
        throw missing(line);
      }
      found.add(requireFile(line, status));
    }
    return found;
  }

  private FileStatus[] listed(FileSystem fileSystem, Path folder, Line first) throws IOException {
    try {
      return fileSystem.listStatus(folder);
    } catch (FileNotFoundException noFolder) {
      throw (IOException) missing(first).initCause(noFolder);
    }
  }

  private FileStatus status(FileSystem fileSystem, Line line) throws IOException {
    try {
      return requireFile(line, fileSystem.getFileStatus(line.path));
    } catch (FileNotFoundException noFile) {
      throw (IOException) missing(line).initCause(noFile);
    }
  }

  private FileStatus requireFile(Line line, FileStatus status) throws IOException {
    if (!status.isFile()) {
      throw new IOException(
          place(line) + line.path + " is a folder; the list must name files, or be left out");
    }
    return status;
  }

  private FileNotFoundException missing(Line line) {
    return new FileNotFoundException(place(line) + line.path + " does not exist");
  }

  private String place(Line line) {
    return list + ", line " + line.number + ": ";
  }

  private static Path commonFolder(List<Path> folders) {
    Path common = folders.get(0);
    for (Path folder : folders) {
      while (!isAtOrBelow(folder, common)) {
        Path parent = common.getParent();
        if (parent == null) {
          throw new IllegalArgumentException(
              "a list of files must stay in one file system, and this one names "
                  + common
                  + " and "
                  + folder);
        }
        common = parent;
      }
    }
    return common;
  }

  private static boolean isAtOrBelow(Path folder, Path above) {
    Path one = folder;
    while (one != null && one.depth() >= above.depth()) {
      if (one.equals(above)) {
        return true;
      }
      one = one.getParent();
    }
    return false;
  }

  private record Line(int number, Path path) {}
}
