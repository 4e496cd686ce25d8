package io.kindling.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Two threads that read files through the Hadoop API, as two cores of an executor would. */
final class Readers {

  static final int THREADS = 2;
  private static final int CHUNK = 1 << 20;

  private Readers() {}

  /** Opens every file and reads it from start to end in pieces of 1 MiB; answers the bytes. */
  static long sequential(FileSystem fileSystem, List<Path> files) throws Exception {
    return each(
        files,
        (path, buffer) -> {
          long total = 0;
          try (FSDataInputStream in = fileSystem.open(path)) {
            for (int n = in.read(buffer, 0, CHUNK); n > 0; n = in.read(buffer, 0, CHUNK)) {
              total += n;
            }
          }
          return total;
        });
  }

  /** Opens every file and reads its first {@code size} bytes at once; answers the bytes. */
  static long whole(FileSystem fileSystem, List<Path> files, int size) throws Exception {
    return each(
        files,
        (path, buffer) -> {
          try (FSDataInputStream in = fileSystem.open(path)) {
            in.readFully(0, buffer, 0, size);
          }
          return size;
        });
  }

  private static long each(List<Path> files, Read read) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Long>> parts = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        parts.add(
            threads.submit(
                () -> {
                  byte[] buffer = new byte[CHUNK];
                  long total = 0;
                  for (int i = first; i < files.size(); i += THREADS) {
                    total += read.of(files.get(i), buffer);
                  }
                  return total;
                }));
      }
      long total = 0;
      for (Future<Long> part : parts) {
        total += part.get();
      }
      return total;
    } finally {
      threads.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Read {
    long of(Path path, byte[] buffer) throws IOException;
  }
}
