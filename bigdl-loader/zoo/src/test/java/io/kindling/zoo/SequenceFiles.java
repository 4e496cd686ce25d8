package io.kindling.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;

/** Files as BigDL's generator of SequenceFiles writes them, with pictures made up. */
final class SequenceFiles {

  private SequenceFiles() {}

  /** What the pixels of a picture are. */
  private interface Painter {
    void paint(int picture, byte[] bgr);
  }

  /** Pictures of random bytes, each with a label of its own, from 1. */
  static void noise(Path folder, int pictures, int side) throws IOException {
    Random random = new Random(42);
    write(folder, pictures, side, pictures, (picture, bgr) -> random.nextBytes(bgr));
  }

  /** Blue pictures with label 1 and red ones with label 2, in turn. */
  static void twoColours(Path folder, int pictures, int side) throws IOException {
    write(
        folder,
        pictures,
        side,
        2,
        (picture, bgr) -> {
          for (int i = picture % 2 == 0 ? 0 : 2; i < bgr.length; i += 3) {
            bgr[i] = (byte) 200;
          }
        });
  }

  private static void write(Path folder, int pictures, int side, int classes, Painter painter)
      throws IOException {
    Path file = Files.createDirectories(folder).resolve("imagenet-seq-0_0.seq");
    Configuration options = new Configuration();
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            options,
            SequenceFile.Writer.file(new org.apache.hadoop.fs.Path(file.toUri())),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(Text.class))) {
      for (int picture = 0; picture < pictures; picture++) {
        byte[] bgr = new byte[3 * side * side];
        painter.paint(picture, bgr);
        byte[] value =
            ByteBuffer.allocate(8 + bgr.length).putInt(side).putInt(side).put(bgr).array();
        writer.append(new Text(Integer.toString(picture % classes + 1)), new Text(value));
      }
    }
    // Files that changed a moment ago are not cached.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }
}
