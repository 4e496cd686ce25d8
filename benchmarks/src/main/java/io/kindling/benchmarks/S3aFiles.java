package io.kindling.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/** A bucket through S3A alone, as a careful program uses it: no request for a known status. */
final class S3aFiles implements AutoCloseable {

  private final FileSystem store;
  private final org.apache.hadoop.fs.Path root;

  S3aFiles(String bucket, Map<String, String> options) throws IOException {
    Configuration configuration = new Configuration();
    options.forEach(configuration::set);
    root = new org.apache.hadoop.fs.Path("s3a://" + bucket + "/");
    store = FileSystem.newInstance(root.toUri(), configuration);
  }

  private List<FileStatus> list() throws IOException {
    List<FileStatus> files = new ArrayList<>();
    RemoteIterator<? extends FileStatus> listing = store.listFiles(root, true);
    while (listing.hasNext()) {
      files.add(listing.next());
    }
    return files;
  }

  /**
   * Reads all files and drops their bytes.
   *
   * @param first files that do not count
   * @return files a second, of those that count
   */
  double read(int threads, int first) throws Exception {
    FileClock clock = new FileClock(first);
    Parallel.each(
        list(),
        threads,
        (file, buffer) -> {
          try (FSDataInputStream in = open(file)) {
            int count = in.read(buffer);
            while (count > 0) {
              count = in.read(buffer);
            }
          }
          clock.done();
        });
    return clock.perSecond();
  }

  /** Copies all files into a folder of the local disk; answers how many. */
  int copy(Path folder, int threads) throws Exception {
    Files.createDirectories(folder);
    List<FileStatus> files = list();
    Parallel.each(
        files,
        threads,
        (file, buffer) -> {
          try (FSDataInputStream in = open(file);
              OutputStream out = Files.newOutputStream(folder.resolve(file.getPath().getName()))) {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
              out.write(buffer, 0, count);
            }
          }
        });
    return files.size();
  }

  private FSDataInputStream open(FileStatus file) throws Exception {
    return store
        .openFile(file.getPath())
        .withFileStatus(file)
        .opt("fs.option.openfile.read.policy", "whole-file")
        .build()
        .get();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
