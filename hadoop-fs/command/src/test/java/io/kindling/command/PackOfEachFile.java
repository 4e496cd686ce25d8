package io.kindling.command;

import io.kindling.hadoop.load.SampleMaking;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Ready samples where no picture is known: each file is a pack of one sample. */
public final class PackOfEachFile implements SampleMaking {

  private static final Set<String> MADE = ConcurrentHashMap.newKeySet();

  /** Lets go of what was made of a file. */
  static void forget(String name) {
    MADE.removeIf(each -> each.contains(name));
  }

  private static List<FileStatus> files(
      Configuration configuration, List<Path> paths, String transform) throws IOException {
    if (!transform.matches("resize=\\d+x\\d+")) {
      throw new IllegalArgumentException("\"" + transform + "\": write resize=WIDTHxHEIGHT");
    }
    if (transform.equals("resize=0x0")) {
      throw new IOException("no pixel fits");
    }
    List<FileStatus> files = new ArrayList<>();
    for (Path path : paths) {
      try (FileSystem fileSystem = FileSystem.newInstance(path.toUri(), configuration)) {
        var listing = fileSystem.listFiles(path, true);
        while (listing.hasNext()) {
          files.add(listing.next());
        }
      }
    }
    return files;
  }

  @Override
  public Made make(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException {
    long made = 0;
    long bytes = 0;
    List<FileStatus> files = files(configuration, paths, transform);
    for (FileStatus file : files) {
      made += MADE.add(transform + file.getPath()) ? 1 : 0;
      bytes += file.getLen();
    }
    watch.through(files.size(), files.size(), bytes, bytes);
    return new Made(files.size(), made, files.size(), 0, bytes, List.of());
  }

  @Override
  public Found find(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException {
    long packs = 0;
    long bytes = 0;
    List<FileStatus> files = files(configuration, paths, transform);
    for (FileStatus file : files) {
      if (MADE.contains(transform + file.getPath())) {
        packs++;
        bytes += file.getLen();
      }
    }
    return new Found(packs, files.size() - packs, Missing.ALL, packs, bytes, List.of());
  }
}
