package io.kindling.hadoop.load;

import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.status.KnownFile;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files that paths, patterns and lists of paths name, each as the under store shows it now. One
 * thread.
 */
public final class KnownFiles {

  /** Takes files as they are found. */
  public interface Sink {

    /** A file. */
    void found(KnownFile file) throws IOException;

    /** A path that was named and cannot be used. */
    void failed(String path, String reason);

    /** Whether more are wanted. */
    boolean goesOn();
  }

  private final CacheFiles files;
  private final Sink sink;

  public KnownFiles(CacheFiles files, Sink sink) {
    this.files = files;
    this.sink = sink;
  }

  /** All files of a path: a file, all files below a folder, or what matches a pattern. */
  public void find(String text) throws IOException {
    Path path = CacheFiles.path(text);
    FileSystem fileSystem = files.of(path);
    FileStatus[] matches = fileSystem.globStatus(path);
    if (matches == null || matches.length == 0) {
      throw new FileNotFoundException("nothing at " + text);
    }
    for (FileStatus match : matches) {
      if (!sink.goesOn()) {
        return;
      }
      if (match.isDirectory()) {
        walk(fileSystem, match.getPath());
      } else {
        sink.found(known(fileSystem, match));
      }
    }
  }

  private void walk(FileSystem fileSystem, Path folder) throws IOException {
    RemoteIterator<LocatedFileStatus> listing = fileSystem.listFiles(folder, true);
    while (sink.goesOn() && listing.hasNext()) {
      sink.found(known(fileSystem, listing.next()));
    }
  }

  /**
   * The files of a list, a path in each line; empty lines and those that begin with # are left out.
   */
  public void findListed(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String text = line.strip();
      if (!sink.goesOn()) {
        return;
      }
      if (!text.isEmpty() && !text.startsWith("#")) {
        findOne(text);
      }
    }
  }

  /** One path of a list: what is wrong with it does not stop the others. */
  private void findOne(String text) {
    try {
      Path path = CacheFiles.path(text);
      FileSystem fileSystem = files.of(path);
      FileStatus status = fileSystem.getFileStatus(path);
      if (status.isDirectory()) {
        walk(fileSystem, path);
      } else {
        sink.found(known(fileSystem, status));
      }
    } catch (IOException | InvalidPathException failed) {
      sink.failed(text, String.valueOf(failed.getMessage()));
    }
  }

  private static KnownFile known(FileSystem fileSystem, FileStatus status) throws IOException {
    if (status instanceof HasKnownFile has) {
      return has.known();
    }
    FileStatus own = fileSystem.getFileStatus(status.getPath());
    if (own instanceof HasKnownFile has) {
      return has.known();
    }
    throw new IOException(status.getPath() + " is not a file of the cache");
  }
}
