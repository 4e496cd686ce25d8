package io.kindling.benchmarks.bigdl;

import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.BatchAssembler;
import io.kindling.bigdl.batch.FilledBatch;
import io.kindling.bigdl.batch.OpenPack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Random;

/** How many pictures a second become floats when their bytes are in a mapped file. */
public final class AssemblyTrial {

  private static final int SIDE = 256;
  private static final int SAMPLE = SIDE * SIDE * 3;
  private static final int IN_PACK = 80;
  private static final int ROUNDS = 5;

  private AssemblyTrial() {}

  /**
   * The JVM.
   *
   * @param arguments {@code pictures}, {@code batch}, {@code cores}, and {@code scratch} folder
   */
  public static void main(String[] arguments) {
    Program.runAndExit(AssemblyTrial::run, arguments);
  }

  private static void run(Arguments told) throws IOException {
    int packs = Math.max(1, told.number("pictures") / IN_PACK);
    Path file = Files.createTempFile(Path.of(told.text("scratch")), "samples", ".raw");
    try {
      ByteBuffer samples = mapped(file, packs * IN_PACK);
      int batch = told.number("batch");
      try (BatchAssembler assembler =
          new BatchAssembler(
              Augmentation.training(224),
              SIDE,
              SIDE,
              firstPictures(packs),
              pack -> new Mapped(samples, pack),
              new BatchAssembler.Limits(told.number("cores"), packs, 2))) {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
          best = Math.max(best, rate(assembler, batch, round));
        }
        System.out.printf(Locale.ROOT, "%srate=%.1f%n", LoadTrial.RESULT, best);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static double rate(BatchAssembler assembler, int batch, int round) throws IOException {
    Random random = new Random(round);
    int[] pictures = new int[batch];
    long start = System.nanoTime();
    int done = 0;
    while (done < assembler.pictures()) {
      for (int i = 0; i < batch; i++) {
        pictures[i] = random.nextInt(assembler.pictures());
      }
      FilledBatch filled = assembler.fill(pictures, round);
      done += filled.size();
      assembler.giveBack(filled);
    }
    return done / LoadTrial.seconds(start, System.nanoTime());
  }

  private static int[] firstPictures(int packs) {
    int[] first = new int[packs + 1];
    for (int pack = 0; pack <= packs; pack++) {
      first[pack] = pack * IN_PACK;
    }
    return first;
  }

  private static ByteBuffer mapped(Path file, int pictures) throws IOException {
    byte[] sample = new byte[SAMPLE];
    Random random = new Random(3);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int picture = 0; picture < pictures; picture++) {
        random.nextBytes(sample);
        ByteBuffer bytes = ByteBuffer.wrap(sample);
        while (bytes.hasRemaining()) {
          int ignored = channel.write(bytes);
        }
      }
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  /** Some samples of the file. */
  private record Mapped(ByteBuffer samples, int pack) implements OpenPack {

    @Override
    public float label(int picture) {
      return pack;
    }

    @Override
    public ByteBuffer bgr(int picture) {
      return samples.slice((pack * IN_PACK + picture) * SAMPLE, SAMPLE);
    }

    @Override
    public void close() {}
  }
}
