package io.kindling.spark.stream;

import io.kindling.image.record.SourceFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files that a stream has taken, in its checkpoint: one small file for each entry, and every
 * {@link #COMPACT_EVERY} entries one that holds all before it which are still remembered, so that
 * neither the offsets nor the number of files grow with the stream. Written before Spark hears of
 * an entry, so a restarted query takes the same files. Used by one thread.
 */
final class FileLog {
  static final int COMPACT_EVERY = 10;

  private static final String COMPACT = ".compact";
  private static final String HEADER = "kindling log of pictures, version 1";

  private final FileSystem fileSystem;
  private final Path folder;
  private final List<LogLine> lines = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private long latest = -1;

  /** Reads what an earlier query has left. */
  FileLog(Path folder, Configuration configuration) throws IOException {
    this.folder = folder;
    this.fileSystem = folder.getFileSystem(configuration);
    fileSystem.mkdirs(folder);
    TreeSet<Long> entries = new TreeSet<>();
    long compact = -1;
    for (FileStatus status : fileSystem.listStatus(folder)) {
      String name = status.getPath().getName();
      if (name.matches("\\d+")) {
        entries.add(Long.parseLong(name));
      } else if (name.matches("\\d+\\" + COMPACT)) {
        compact =
            Math.max(compact, Long.parseLong(name.substring(0, name.length() - COMPACT.length())));
      }
    }
    if (compact >= 0) {
      read(compacted(compact));
      latest = compact;
    }
    for (long entry : entries.tailSet(compact, false)) {
      if (entry != latest + 1) {
        throw new IOException("the log " + folder + " has no entry " + (latest + 1));
      }
      read(plain(entry));
      latest = entry;
    }
  }

  /** Number of the last entry; -1 when there is none. */
  long latest() {
    return latest;
  }

  /** Whether the file of a path is remembered. */
  boolean holds(String path) {
    return paths.contains(path);
  }

  /** The newest modification time of all files; the lowest number when there are none. */
  long newest() {
    return lines.stream()
        .mapToLong(line -> line.file().modificationTime())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** The files of the entries behind the first number, up to the second. */
  List<SourceFile> files(long after, long upTo) {
    return lines.stream()
        .filter(line -> line.entry() > after && line.entry() <= upTo)
        .map(LogLine::file)
        .toList();
  }

  /** Adds an entry, which is durable when this returns. */
  void add(List<SourceFile> files) throws IOException {
    long entry = latest + 1;
    List<LogLine> added = files.stream().map(file -> new LogLine(entry, file)).toList();
    write(plain(entry), added);
    added.forEach(this::take);
    latest = entry;
  }

  /**
   * Forgets files that are so old that nobody looks at them any more, and compacts the log.
   *
   * @param upTo the last entry that no query will ask for again
   * @param before modification time in milliseconds
   */
  void committed(long upTo, long before) throws IOException {
    if (lines.removeIf(line -> line.entry() <= upTo && line.file().modificationTime() < before)) {
      paths.clear();
      lines.forEach(line -> paths.add(line.file().path()));
    }
    if ((latest + 1) % COMPACT_EVERY == 0 && !fileSystem.exists(compacted(latest))) {
      write(compacted(latest), lines);
      for (FileStatus status : fileSystem.listStatus(folder)) {
        String name = status.getPath().getName();
        if (name.matches("\\d+(\\" + COMPACT + ")?") && !name.equals(latest + COMPACT)) {
          fileSystem.delete(status.getPath(), false);
        }
      }
    }
  }

  private void take(LogLine line) {
    lines.add(line);
    paths.add(line.file().path());
  }

  private Path plain(long entry) {
    return new Path(folder, Long.toString(entry));
  }

  private Path compacted(long entry) {
    return new Path(folder, entry + COMPACT);
  }

  private void write(Path target, List<LogLine> content) throws IOException {
    if (fileSystem.exists(target)) {
      throw new IOException(target + " is there already: another query writes this checkpoint");
    }
    Path temporary = new Path(folder, "." + target.getName() + ".tmp");
    try (BufferedWriter writer =
        new BufferedWriter(
            new OutputStreamWriter(fileSystem.create(temporary, true), StandardCharsets.UTF_8))) {
      writer.write(HEADER);
      writer.write('\n');
      for (LogLine line : content) {
        writer.write(line.json());
        writer.write('\n');
      }
    }
    if (!fileSystem.rename(temporary, target)) {
      throw new IOException("cannot rename " + temporary + " to " + target);
    }
  }

  private void read(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(fileSystem.open(file), StandardCharsets.UTF_8))) {
      String header = reader.readLine();
      if (!HEADER.equals(header)) {
        throw new IOException(file + " begins with \"" + header + "\", not \"" + HEADER + "\"");
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        take(LogLine.parse(line));
      }
    } catch (FileNotFoundException gone) {
      throw new IOException(file + " went away: another query writes this checkpoint", gone);
    }
  }
}
