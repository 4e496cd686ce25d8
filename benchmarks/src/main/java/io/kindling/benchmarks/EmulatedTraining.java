package io.kindling.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of an emulated training: each accelerator has files of its own, which threads of its
 * own read sample by sample, some batches ahead.
 *
 * @param batch samples of a batch
 */
record EmulatedTraining(FileSystem store, Accelerator accelerator, int count, int batch) {

  private static final int READERS = 2;
  private static final int BATCHES_AHEAD = 2;
  private static final int MINUTES = 10;

  /**
   * What came out.
   *
   * @param utilisation part of the time that the accelerators computed, their first batches left
   *     out
   * @param bytesPerSecond read by all of them
   */
  record Outcome(double utilisation, double bytesPerSecond) {}

  /** Runs it over files in an order that is told. */
  Outcome run(List<Path> files, int samplesPerFile) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      long start = System.nanoTime();
      List<Future<Double>> all = new ArrayList<>();
      for (int number = 0; number < count; number++) {
        List<Path> own = new ArrayList<>();
        for (int file = number; file < files.size(); file += count) {
          own.add(files.get(file));
        }
        all.add(threads.submit(() -> train(threads, own, samplesPerFile)));
      }
      double sum = 0;
      for (Future<Double> each : all) {
        sum += each.get(MINUTES, TimeUnit.MINUTES);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double bytes = (double) files.size() * samplesPerFile * Accelerator.SAMPLE;
      return new Outcome(sum / count, bytes / seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  /** The part of its time that one accelerator computed. */
  private double train(ExecutorService threads, List<Path> files, int samplesPerFile)
      throws InterruptedException, IOException {
    Semaphore room = new Semaphore(BATCHES_AHEAD * batch);
    Semaphore ready = new Semaphore(0);
    ConcurrentLinkedQueue<Path> left = new ConcurrentLinkedQueue<>(files);
    List<Future<?>> readers = new ArrayList<>();
    for (int reader = 0; reader < READERS; reader++) {
      readers.add(
          threads.submit(
              () -> {
                read(left, samplesPerFile, room, ready);
                return null;
              }));
    }
    int steps = files.size() * samplesPerFile / batch;
    long begin = 0;
    for (int step = 0; step < steps; step++) {
      while (!ready.tryAcquire(batch, 1, TimeUnit.SECONDS)) {
        requireAlive(readers);
      }
      room.release(batch);
      TimeUnit.NANOSECONDS.sleep((long) (batch * accelerator.sampleSeconds() * 1e9));
      if (step == 0) {
        begin = System.nanoTime();
      }
    }
    double computed = (steps - 1) * batch * accelerator.sampleSeconds();
    double elapsed = (System.nanoTime() - begin) / 1e9;
    // What does not fill a batch is read as well.
    room.release(batch);
    for (Future<?> reader : readers) {
      await(reader);
    }
    return computed / elapsed;
  }

  private static void requireAlive(List<Future<?>> readers)
      throws InterruptedException, IOException {
    for (Future<?> reader : readers) {
      if (reader.isDone()) {
        await(reader);
      }
    }
  }

  private static void await(Future<?> reader) throws InterruptedException, IOException {
    try {
      var ignored = reader.get();
    } catch (ExecutionException failed) {
      throw new IOException("a reader failed", failed.getCause());
    }
  }

  private void read(
      ConcurrentLinkedQueue<Path> files, int samplesPerFile, Semaphore room, Semaphore ready)
      throws IOException, InterruptedException {
    byte[] sample = new byte[Accelerator.SAMPLE];
    for (@Nullable Path file = files.poll(); file != null; file = files.poll()) {
      try (FSDataInputStream in = store.open(file)) {
        for (int number = 0; number < samplesPerFile; number++) {
          room.acquire();
          in.readFully(sample);
          ready.release();
        }
      }
    }
  }
}
