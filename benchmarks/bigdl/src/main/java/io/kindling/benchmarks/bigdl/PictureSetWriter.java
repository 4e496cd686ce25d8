package io.kindling.benchmarks.bigdl;

import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.decode.UndecodableImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;

/**
 * Writes pictures as the SequenceFiles that BigDL's generator writes: decoded, 256 x 256,
 * compressed one by one. The pictures of a folder come whole first, then in parts cut out at
 * random, until there are {@link #DIFFERENT}; these are repeated in file after file.
 */
public final class PictureSetWriter {

  /** Different pictures, each with a label of its own, from 1. */
  static final int DIFFERENT = PictureLoader.CLASSES;

  private static final int SIDE = 256;
  private static final int WHOLE_SIDE = 2 * SIDE;

  private PictureSetWriter() {}

  /**
   * The JVM.
   *
   * @param arguments {@code from} a folder of picture files, {@code pictures}, {@code target} a
   *     Hadoop folder, and Hadoop options
   */
  public static void main(String[] arguments) {
    Program.runAndExit(PictureSetWriter::write, arguments);
  }

  /** Pictures with a label in a set of so many. */
  static int ofLabel(int label, int pictures) {
    return pictures / DIFFERENT + (label <= pictures % DIFFERENT ? 1 : 0);
  }

  private static void write(Arguments told) throws IOException {
    Configuration configuration = new Configuration();
    told.hadoopOptions().forEach(configuration::set);
    Path target = new Path(told.text("target"));
    FileSystem store = target.getFileSystem(configuration);
    int pictures = told.number("pictures");
    List<byte[]> records =
        records(java.nio.file.Path.of(told.text("from")), Math.min(pictures, DIFFERENT));
    byte[] whole = sequenceFile(records, configuration);
    int number = 0;
    for (int left = pictures; left > 0; left -= DIFFERENT) {
      byte[] file =
          left >= records.size() ? whole : sequenceFile(records.subList(0, left), configuration);
      try (OutputStream out =
          store.create(new Path(target, "imagenet-seq-0_%d.seq".formatted(number++)), true)) {
        out.write(file);
      }
    }
  }

  private static List<byte[]> records(java.nio.file.Path folder, int count) throws IOException {
    List<byte[]> wholes = wholes(folder, count);
    Random random = new Random(256);
    List<byte[]> records = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      byte[] whole = wholes.get(number % wholes.size());
      int part = number < wholes.size() ? WHOLE_SIDE : SIDE + random.nextInt(SIDE);
      records.add(
          record(
              whole,
              random.nextInt(WHOLE_SIDE - part + 1),
              random.nextInt(WHOLE_SIDE - part + 1),
              part));
    }
    return records;
  }

  private static List<byte[]> wholes(java.nio.file.Path folder, int most) throws IOException {
    ImageDecoder decoder =
        new ImageDecoder(DecodeOptions.bgr().withSize(TargetSize.exactly(WHOLE_SIDE, WHOLE_SIDE)));
    List<java.nio.file.Path> files;
    try (Stream<java.nio.file.Path> all = Files.walk(folder)) {
      files = all.filter(PictureSetWriter::isPicture).sorted().limit(most).toList();
    }
    List<byte[]> wholes = new ArrayList<>();
    for (java.nio.file.Path file : files) {
      try {
        wholes.add(decoder.decode(file.toString(), Files.readAllBytes(file)).data());
      } catch (UndecodableImageException broken) {
        System.err.println("left out: " + broken.getMessage());
      }
    }
    if (wholes.isEmpty()) {
      throw new IOException("no .jpg, .jpeg or .png that can be decoded in " + folder);
    }
    return wholes;
  }

  private static boolean isPicture(java.nio.file.Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && (name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png"));
  }

  /** Width and height as big-endian integers, then the pixels of a square, the nearest each. */
  private static byte[] record(byte[] whole, int left, int top, int part) {
    ByteBuffer record = ByteBuffer.allocate(8 + 3 * SIDE * SIDE).putInt(SIDE).putInt(SIDE);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int from = 3 * ((top + y * part / SIDE) * WHOLE_SIDE + left + x * part / SIDE);
        record.put(whole, from, 3);
      }
    }
    return record.array();
  }

  private static byte[] sequenceFile(List<byte[]> records, Configuration configuration)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (FSDataOutputStream out = new FSDataOutputStream(bytes, null);
        SequenceFile.Writer writer =
            SequenceFile.createWriter(
                configuration,
                SequenceFile.Writer.stream(out),
                SequenceFile.Writer.keyClass(Text.class),
                SequenceFile.Writer.valueClass(Text.class),
                SequenceFile.Writer.compression(SequenceFile.CompressionType.RECORD))) {
      Text value = new Text();
      for (int number = 0; number < records.size(); number++) {
        value.set(records.get(number));
        writer.append(new Text(Integer.toString(number + 1)), value);
      }
    }
    return bytes.toByteArray();
  }
}
