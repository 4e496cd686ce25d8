package io.kindling.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Two threads that read files through the Hadoop API, as two cores of an executor would. */
final class Readers {

  static final int THREADS = 2;
  private static final int CHUNK = 1 << 20;

  /** After this a round hangs, and the benchmark ends. */
  static final long LIMIT_MINUTES = 5;

  private Readers() {}

  /** Opens a file. */
  @FunctionalInterface
  interface Opening {
    FSDataInputStream open(Path path) throws Exception;
  }

  /** Opens every file and reads it from start to end in pieces; answers the bytes. */
  static long sequential(Opening opening, List<Path> files, int piece) throws Exception {
    return each(
        files,
        (path, buffer) -> {
          long total = 0;
          try (FSDataInputStream in = opening.open(path)) {
            for (int n = in.read(buffer, 0, piece); n > 0; n = in.read(buffer, 0, piece)) {
              total += n;
            }
          }
          return total;
        });
  }

  /** Opens every file and reads its first {@code size} bytes at once; answers the bytes. */
  static long whole(Opening opening, List<Path> files, int size) throws Exception {
    return each(
        files,
        (path, buffer) -> {
          try (FSDataInputStream in = opening.open(path)) {
            in.readFully(0, buffer, 0, size);
          }
          return size;
        });
  }

  /**
   * Reads pieces at random places of open files; answers the pieces.
   *
   * @param length bytes of each file
   * @param reads pieces of one thread
   */
  static long positioned(Opening opening, List<Path> files, long length, int piece, int reads)
      throws Exception {
    List<Path> threads = files.subList(0, THREADS);
    return each(
        threads,
        (path, buffer) -> {
          Random random = new Random(path.getName().hashCode());
          List<FSDataInputStream> streams = new ArrayList<>();
          try {
            for (Path file : files) {
              streams.add(opening.open(file));
            }
            for (int i = 0; i < reads; i++) {
              FSDataInputStream in = streams.get(random.nextInt(streams.size()));
              in.readFully(random.nextLong(length - piece), buffer, 0, piece);
            }
          } finally {
            for (FSDataInputStream stream : streams) {
              stream.close();
            }
          }
          return reads;
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
        total += part.get(LIMIT_MINUTES, TimeUnit.MINUTES);
      }
      return total;
    } finally {
      threads.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Read {
    long of(Path path, byte[] buffer) throws Exception;
  }
}
