package io.kindling.examples.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.FileSystem;

/** Puts pictures into a bucket, several at a time. */
final class Upload {

  private static final int THREADS = 4;

  private Upload() {}

  /**
   * Copies a set below a folder of a file system.
   *
   * @return bytes copied
   */
  static long copy(PictureSet pictures, FileSystem target, org.apache.hadoop.fs.Path folder)
      throws IOException, InterruptedException {
    AtomicLong bytes = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> copies = new ArrayList<>();
      for (Path file : pictures.files()) {
        org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path(folder, pictures.key(file));
        copies.add(threads.submit(() -> bytes.addAndGet(copy(file, target, to))));
      }
      for (Future<?> copy : copies) {
        copy.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("upload failed: " + e.getCause().getMessage(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return bytes.get();
  }

  private static long copy(Path file, FileSystem target, org.apache.hadoop.fs.Path to) {
    try (OutputStream output = target.create(to, true)) {
      return Files.copy(file, output);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " to " + to + ": " + e.getMessage(), e);
    }
  }
}
