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
          Finding.good(subject, "lists %d entries in %d ms".formatted(top.length, millis(start))));
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
      findings.add(read(subject, store, largest));
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

  private static Finding read(String subject, FileSystem store, FileStatus file)
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
    double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
    return Finding.good(
        subject,
        "first byte of %s after %d ms, then %s/s in one connection"
            .formatted(file.getPath(), first, Quantities.bytes((long) (bytes / seconds))));
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
