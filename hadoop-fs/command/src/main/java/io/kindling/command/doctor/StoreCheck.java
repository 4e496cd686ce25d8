package io.kindling.command.doctor;

import io.kindling.command.output.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/** Looks at an under store: whether this user may list and read it, and how fast that is. */
public final class StoreCheck {

  private static final int MOST_READ = 16 << 20;
  private static final int MOST_LISTED = 10_000;
  private static final int LEAST_READ = 1 << 20;

  /** Beyond what stores of another continent take. */
  static final long SLOW_MILLIS = 500;

  private static final long SLOW_RATE = 4 << 20;

  private StoreCheck() {}

  /**
   * Lists a folder, and reads the largest of the first files found below it.
   *
   * @param store the under store itself, not the cache over it
   */
  public static List<Finding> run(String subject, FileSystem store, Path folder) {
    List<Finding> findings = new ArrayList<>();
    FileStatus largest;
    try {
      long start = System.nanoTime();
      FileStatus[] top = store.listStatus(folder);
      findings.add(
          Finding.good(
              subject,
              "lists %s in %d ms".formatted(Quantities.count(top.length, "name"), millis(start))));
      largest = largest(store, folder);
    } catch (IOException refused) {
      findings.add(
          Finding.error(
              subject,
              "cannot be listed: " + refused.getMessage(),
              "look at the URI, the credentials and the network; s3:ListBucket is needed on S3"));
      return findings;
    }
    if (largest == null) {
      findings.add(
          Finding.warning(
              subject, "has no file to read, so that reading was not tried", "name another path"));
      return findings;
    }
    try {
      findings.addAll(read(subject, store, largest));
    } catch (IOException refused) {
      findings.add(
          Finding.error(
              subject,
              largest.getPath() + " cannot be read: " + refused.getMessage(),
              "s3:GetObject is needed on S3, and the right to use the key where objects are"
                  + " encrypted; on HDFS, read permission"));
    }
    return findings;
  }

  private static @Nullable FileStatus largest(FileSystem store, Path folder) throws IOException {
    RemoteIterator<LocatedFileStatus> files = store.listFiles(folder, true);
    FileStatus largest = null;
    for (int i = 0; i < MOST_LISTED && files.hasNext(); i++) {
      FileStatus file = files.next();
      if (file.getLen() > 0 && (largest == null || file.getLen() > largest.getLen())) {
        largest = file;
      }
    }
    return largest;
  }

  private static List<Finding> read(String subject, FileSystem store, FileStatus file)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long start = System.nanoTime();
    long first = 0;
    long bytes = 0;
    try (FSDataInputStream input = store.open(file.getPath())) {
      for (int count = input.read(buffer);
          count >= 0 && bytes < MOST_READ;
          count = input.read(buffer)) {
        if (bytes == 0) {
          first = millis(start);
        }
        bytes += count;
      }
    }
    return judge(subject, file.getPath(), first, bytes, millis(start));
  }

  /**
   * What a reading tells.
   *
   * @param first milliseconds until the first byte
   * @param millis until the last of {@code bytes}
   */
  static List<Finding> judge(String subject, Path path, long first, long bytes, long millis) {
    List<Finding> findings = new ArrayList<>();
    long rate = bytes * 1_000 / Math.max(1, millis - first);
    if (first > SLOW_MILLIS) {
      findings.add(
          Finding.warning(
              subject,
              "the first byte of %s took %d ms".formatted(path, first),
              "look whether the store is in the region of this host, at its endpoint"
                  + " (fs.s3a.endpoint and fs.s3a.endpoint.region on S3A), and for a proxy or name"
                  + " server on the way"));
    }
    if (bytes >= LEAST_READ && rate < SLOW_RATE) {
      findings.add(
          Finding.warning(
              subject,
              "%s came at %s/s in one connection".formatted(path, Quantities.bytes(rate)),
              "look at the network to the store, for other traffic and for limits of the bucket or"
                  + " the instance; what is cached is not affected"));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.good(
              subject,
              "first byte of %s after %d ms, then %s/s in one connection"
                  .formatted(path, first, Quantities.bytes(rate))));
    }
    return findings;
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
