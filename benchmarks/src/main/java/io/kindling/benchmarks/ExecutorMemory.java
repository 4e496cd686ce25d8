package io.kindling.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.kindling.image.column.ImageField;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.ImageDecoder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * What a program would do that has all it needs in the memory of its executor: the limits of a
 * second read. Runs in Spark's tasks, in the JVM and with the threads that read through the cache.
 */
final class ExecutorMemory {

  private static final int SAMPLES = 5_000;

  private static final ThreadLocal<byte[]> THREADS_SAMPLE =
      ThreadLocal.withInitial(() -> new byte[0]);

  private static List<byte[]> pictures = List.of();
  private static @Nullable ByteBuffer samples;
  private static int round = -1;
  private static AtomicInteger next = new AtomicInteger();

  private ExecutorMemory() {}

  /**
   * Decodes pictures that are in an array each, in their own size, by all threads that run it.
   *
   * @param number of the round; the threads of one share its pictures
   * @param times how often each picture is decoded
   */
  record Decode(String folder, int number, int times) implements Function<Integer, Long> {
    @Override
    public Long call(Integer thread) throws IOException {
      List<byte[]> held = pictures(folder);
      AtomicInteger following = following(number);
      ImageDecoder decoder = new ImageDecoder(DecodeOptions.asStored());
      long bytes = 0;
      for (int i = following.getAndIncrement();
          i < held.size() * times;
          i = following.getAndIncrement()) {
        bytes += decoder.decode("memory", held.get(i % held.size())).data().length;
      }
      return bytes;
    }
  }

  /**
   * Copies samples out of direct memory, each into the same array.
   *
   * @param number of the round; the threads of one share its samples
   * @param count how many are copied
   */
  record Copy(int sampleBytes, int number, int count) implements Function<Integer, Long> {
    @Override
    public Long call(Integer thread) {
      ByteBuffer held = samples(sampleBytes).duplicate();
      AtomicInteger following = following(number);
      byte[] sample = new byte[sampleBytes];
      long bytes = 0;
      for (int i = following.getAndIncrement(); i < count; i = following.getAndIncrement()) {
        held.get(i % SAMPLES * sampleBytes, sample);
        bytes += sample.length;
      }
      return bytes;
    }
  }

  /** Copies the sample of a number out of direct memory into the thread's array. */
  record Sample(int sampleBytes) implements UDF1<Long, byte[]> {
    @Override
    public byte[] call(Long number) {
      byte[] sample = THREADS_SAMPLE.get();
      if (sample.length != sampleBytes) {
        sample = new byte[sampleBytes];
        THREADS_SAMPLE.set(sample);
      }
      samples(sampleBytes).get((int) (number % SAMPLES) * sampleBytes, sample);
      return sample;
    }
  }

  /** Copies the pixels out of batches of column {@code image}, each into the thread's array. */
  record Columns() implements FlatMapFunction<Iterator<ColumnarBatch>, Long> {
    @Override
    public Iterator<Long> call(Iterator<ColumnarBatch> batches) {
      byte[] sample = THREADS_SAMPLE.get();
      long pictures = 0;
      while (batches.hasNext()) {
        ColumnarBatch batch = batches.next();
        ArrowColumnVector data =
            (ArrowColumnVector) batch.column(0).getChild(ImageField.DATA.ordinal());
        VarBinaryVector vector = (VarBinaryVector) data.getValueVector();
        for (int row = 0; row < batch.numRows(); row++) {
          int start = vector.getStartOffset(row);
          int length = vector.getEndOffset(row) - start;
          if (sample.length != length) {
            sample = new byte[length];
            THREADS_SAMPLE.set(sample);
          }
          vector.getDataBuffer().getBytes(start, sample);
          pictures++;
        }
      }
      return List.of(pictures).iterator();
    }
  }

  /** Processor time of the executor so far, in nanoseconds. */
  record Cpu() implements Function<Integer, Long> {
    @Override
    public Long call(Integer thread) {
      return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }
  }

  private static synchronized List<byte[]> pictures(String folder) throws IOException {
    if (pictures.isEmpty()) {
      List<byte[]> read = new ArrayList<>();
      try (var files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          read.add(Files.readAllBytes(file));
        }
      }
      pictures = read;
    }
    return pictures;
  }

  private static synchronized ByteBuffer samples(int sampleBytes) {
    ByteBuffer held = samples;
    if (held == null) {
      held = ByteBuffer.allocateDirect(SAMPLES * sampleBytes);
      for (int i = 0; i < held.limit(); i++) {
        held.put(i, (byte) i);
      }
      samples = held;
    }
    return held;
  }

  private static synchronized AtomicInteger following(int number) {
    if (number != round) {
      round = number;
      next = new AtomicInteger();
    }
    return next;
  }
}
