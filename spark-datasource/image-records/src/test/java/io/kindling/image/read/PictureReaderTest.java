package io.kindling.image.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureReaderTest {
  @TempDir Path folder;

  private final PictureReader reader = new PictureReader(new Configuration());

  @Test
  void readsExactlyTheBytesOfEachPicture() throws Exception {
    byte[] large = new byte[700_000];
    java.util.Arrays.fill(large, (byte) 7);
    assertThat(content(reader.read(written(large, large.length)))).isEqualTo(large);
    assertThat(content(reader.read(written(new byte[] {1, 2}, 2)))).containsExactly(1, 2);
    assertThat(content(reader.read(written(new byte[0], 0)))).isEmpty();
  }

  @Test
  void fileThatShrankSinceTheListingIsAnErrorThatNamesIt() {
    assertThatIOException()
        .isThrownBy(() -> reader.read(written(new byte[10], 11)))
        .withMessageContaining(folder.toString())
        .withMessageContaining("shorter than the 11 bytes");
  }

  @Test
  void fileLargerThanAnArrayIsRefusedBeforeItIsOpened() {
    assertThatIOException()
        .isThrownBy(
            () -> reader.read(SourceFile.of("file:/none.jpg", 3L << 30, 0, null, Labels.NONE)))
        .withMessageContaining("file:/none.jpg: its 3221225472 bytes");
  }

  private SourceFile written(byte[] content, long listedLength) throws Exception {
    Path file = Files.write(folder.resolve("p" + content.length + ".jpg"), content);
    return SourceFile.of(file.toUri().toString(), listedLength, 0, null, Labels.NONE);
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
