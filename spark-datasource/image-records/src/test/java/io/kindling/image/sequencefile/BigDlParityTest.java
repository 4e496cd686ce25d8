package io.kindling.image.sequencefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kindling.image.decode.TargetSize;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.Labels;
import io.kindling.image.sequencefile.SequenceFileShards.KeyForm;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.OutgoingPixels;
import io.kindling.image.write.Scaling;
import io.kindling.image.write.ShardWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What we write of eleven pictures, beside what BigDL 0.13.0's {@code ImageNetSeqFileGenerator}
 * wrote of them.
 */
class BigDlParityTest {

  /** Two decoders of JPEGs may differ by this much in a sample. */
  private static final int ROUNDING = 4;

  private static final List<String> CLASSES =
      List.of("n02110063", "n04370456", "n15075141", "n99999999");

  private final Configuration configuration = new Configuration();
  private Path pictures;
  private Path reference;

  @BeforeEach
  void findReference() {
    String named = System.getenv("KINDLING_TEST_DATA");
    Path data =
        Path.of(
            named != null
                ? named
                : System.getProperty("kindling.test-data", "../../../shared/data"));
    pictures = data.resolve("bigdl-imagenet");
    reference = data.resolve("bigdl-seq");
    assumeThat(reference).exists();
  }

  @Test
  void scaledRecordsAreThoseOfBigDl(@TempDir Path folder) throws IOException {
    Map<String, byte[]> theirs = new TreeMap<>();
    for (Path file : seqFiles("generated-scale256-named")) {
      theirs.putAll(records(file));
    }
    Path own = folder.resolve("own.seq");
    write(own, KeyForm.NAME_AND_LABEL, TargetSize.shorterSide(256));
    Map<String, byte[]> ours = records(own);
    assertThat(ours.keySet()).isEqualTo(theirs.keySet()).hasSize(11);
    for (String key : ours.keySet()) {
      assertAlike(key, ours.get(key), theirs.get(key));
    }
  }

  @Test
  void resizedRecordsAreThoseOfBigDl(@TempDir Path folder) throws IOException {
    Path own = folder.resolve("own.seq");
    write(own, KeyForm.NAME_AND_LABEL, TargetSize.exactly(256, 256));
    Map<String, byte[]> ours = records(own);
    int compared = 0;
    for (Path file : seqFiles("generated-resize256")) {
      for (byte[][] theirs : recordList(file)) {
        String label = new String(theirs[0], StandardCharsets.UTF_8);
        String nearest = nearest(ours, label, theirs[1]);
        assertAlike(nearest, ours.remove(nearest), theirs[1]);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(11);
    assertThat(ours).isEmpty();
  }

  @Test
  void headerOfTheFileIsThatOfBigDl(@TempDir Path folder) throws IOException {
    Path own = folder.resolve("own.seq");
    write(own, KeyForm.LABEL, TargetSize.exactly(256, 256));
    byte[] ours = Files.readAllBytes(own);
    byte[] theirs = Files.readAllBytes(seqFiles("generated-resize256").get(0));
    int sync = headerLength(own);
    assertThat(Arrays.copyOf(ours, sync)).isEqualTo(Arrays.copyOf(theirs, sync));
  }

  @Test
  void keysWithoutNamesAreLabels(@TempDir Path folder) throws IOException {
    Path own = folder.resolve("own.seq");
    write(own, KeyForm.LABEL, TargetSize.exactly(32, 32));
    assertThat(
            recordList(own).stream().map(record -> new String(record[0], StandardCharsets.UTF_8)))
        .containsExactly("1", "1", "1", "2", "2", "3", "3", "3", "4", "4", "4");
  }

  /** Up to the marker that tells files apart, which is random. */
  private int headerLength(Path file) throws IOException {
    try (SequenceFile.Reader reader = open(file)) {
      return (int) reader.getPosition() - 16;
    }
  }

  /** Of JPEGs nearly so, because a JDK may decode them by another library than OpenCV's. */
  private static void assertAlike(String key, byte[] ours, byte[] theirs) {
    assertThat(ours).as(key).hasSameSizeAs(theirs);
    int largest = 0;
    for (int i = 0; i < ours.length; i++) {
      int difference = Math.abs((ours[i] & 0xFF) - (theirs[i] & 0xFF));
      largest = Math.max(largest, difference);
    }
    boolean jpeg = !key.startsWith("n02105855_");
    assertThat(largest).as(key).isLessThanOrEqualTo(jpeg ? ROUNDING : 0);
  }

  private static String nearest(Map<String, byte[]> candidates, String label, byte[] value) {
    String best = "";
    long least = Long.MAX_VALUE;
    for (Map.Entry<String, byte[]> each : candidates.entrySet()) {
      if (each.getKey().endsWith("\n" + label)) {
        long distance = distance(each.getValue(), value);
        if (distance < least) {
          least = distance;
          best = each.getKey();
        }
      }
    }
    return best;
  }

  private static long distance(byte[] one, byte[] other) {
    long distance = 0;
    for (int i = 0; i < one.length; i++) {
      distance += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
    }
    return distance;
  }

  private void write(Path file, KeyForm keys, TargetSize size) throws IOException {
    SequenceFileShards format =
        new SequenceFileShards(
            keys, new OutgoingPixels(size, Scaling.BIGDL), CompressionType.RECORD);
    try (ShardWriter writer =
        format.create(configuration, new org.apache.hadoop.fs.Path(file.toUri()))) {
      for (int label = 0; label < CLASSES.size(); label++) {
        for (Path picture : files(pictures.resolve(CLASSES.get(label)))) {
          ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(picture));
          Labels labels = new Labels(label, CLASSES.get(label), null);
          writer.add(new OutgoingPicture(picture.toString(), labels, new EncodedPicture(bytes)));
        }
      }
    }
  }

  private List<Path> seqFiles(String folder) throws IOException {
    return files(reference.resolve(folder)).stream()
        .filter(file -> file.toString().endsWith(".seq"))
        .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private SequenceFile.Reader open(Path file) throws IOException {
    return new SequenceFile.Reader(
        configuration, SequenceFile.Reader.file(new org.apache.hadoop.fs.Path(file.toUri())));
  }

  private Map<String, byte[]> records(Path file) throws IOException {
    Map<String, byte[]> records = new HashMap<>();
    for (byte[][] record : recordList(file)) {
      records.put(new String(record[0], StandardCharsets.UTF_8), record[1]);
    }
    return records;
  }

  private List<byte[][]> recordList(Path file) throws IOException {
    Stream.Builder<byte[][]> records = Stream.builder();
    Text key = new Text();
    Text value = new Text();
    try (SequenceFile.Reader reader = open(file)) {
      while (reader.next(key, value)) {
        records.add(new byte[][] {key.copyBytes(), value.copyBytes()});
      }
    }
    return records.build().toList();
  }
}
