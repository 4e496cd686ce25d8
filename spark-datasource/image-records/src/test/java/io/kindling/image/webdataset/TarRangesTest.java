package io.kindling.image.webdataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.read.Records.Seen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars that several tasks read. */
class TarRangesTest {
  private static final long WHOLE = Long.MAX_VALUE / 2;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everySampleIsReadOnceWhateverTheSizeOfTheRanges(long seed) throws Exception {
    Random random = new Random(seed);
    try (Tar tar = new Tar(folder.resolve("a.tar"), random)) {
      for (int sample = 0; sample < 25; sample++) {
        tar.addSample(sample);
      }
    }
    List<String> whole = read(WHOLE);
    assertThat(whole).hasSize(25);
    long length = Files.size(folder.resolve("a.tar"));
    for (long range : new long[] {511, 512, 513, 1024, 1536, 2500, 5000, length / 3, length / 2}) {
      assertThat(read(range)).as("seed %d, ranges of %d bytes", seed, range).isEqualTo(whole);
    }
    for (int i = 0; i < 20; i++) {
      long range = 1L + random.nextInt((int) length);
      assertThat(read(range)).as("seed %d, ranges of %d bytes", seed, range).isEqualTo(whole);
    }
  }

  @Test
  void tarCutAnywhereIsAnErrorOfOneOfItsTasks() throws Exception {
    Path file = folder.resolve("a.tar");
    try (Tar tar = new Tar(file, new Random(7))) {
      tar.add("1.jpg", full(700));
      tar.add("1.cls", new byte[] {'1'});
      tar.add("2.jpg", full(600));
    }
    byte[] tar = Files.readAllBytes(file);
    int blocks = 3 + 2 + 3;
    for (int block = 0; block < blocks; block++) {
      for (int cut : new int[] {512 * block + 1, 512 * block + 300, 512 * block + 512}) {
        Files.write(file, Arrays.copyOf(tar, cut));
        for (long range : new long[] {512, 1000, 2048}) {
          assertThatExceptionOfType(DamagedContainerException.class)
              .as("cut at %d, ranges of %d bytes", cut, range)
              .isThrownBy(() -> read(range))
              .withMessageContaining("the file ends here in the middle of a record");
        }
      }
    }
  }

  @Test
  void tarInMemberIsReadAsAMemberOrNamed() throws Exception {
    Path inner = folder.resolve("inner");
    try (Tar tar = new Tar(inner, new Random(8))) {
      tar.add("hidden.jpg", full(3000));
    }
    byte[] held = Files.readAllBytes(inner);
    Files.delete(inner);
    Path file = folder.resolve("a.tar");
    try (Tar tar = new Tar(file, new Random(8))) {
      tar.add("1.jpg", full(700));
      tar.add("1.tar", held);
      tar.add("2.jpg", full(700));
    }
    assertThat(read(WHOLE)).hasSize(2);
    // Entered behind it.
    assertThat(read(Files.size(file) / 2)).hasSize(2);
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> read(2048))
        .withMessageContaining("a.tar, member 2.jpg: at byte 2048 the member before it holds a tar")
        .withMessageContaining("compress it by gzip");
  }

  @Test
  void somethingBehindTheEndIsAnErrorOfRanges() throws Exception {
    Path file = folder.resolve("a.tar");
    try (Tar tar = new Tar(file, new Random(9))) {
      tar.add("1.jpg", full(700));
    }
    byte[] once = Files.readAllBytes(file);
    byte[] twice = Arrays.copyOf(once, 2 * once.length);
    System.arraycopy(once, 0, twice, once.length, once.length);
    Files.write(file, twice);
    assertThat(read(WHOLE)).hasSize(1);
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> read(once.length))
        .withMessageContaining("a.tar, behind 1.jpg: something follows the end of the tar");
  }

  @Test
  void tarThatIsCompressedWithoutTellingIsTheFirstRange() throws Exception {
    Path file = folder.resolve("a.tar");
    try (Tar tar = new Tar(file, new Random(10))) {
      for (int sample = 0; sample < 5; sample++) {
        tar.addSample(sample);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(Files.readAllBytes(file));
    }
    Files.write(file, bytes.toByteArray());
    assertThat(read(1000)).hasSize(5).isEqualTo(read(WHOLE));
  }

  private List<String> read(long range) throws IOException {
    List<String> seen = new ArrayList<>();
    for (Seen record : Records.of(folder, ListingOptions.defaults(), range)) {
      seen.add(record.key() + " " + record.label() + " " + Arrays.hashCode(record.content()));
    }
    return seen;
  }

  private static byte[] full(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 'x');
    return content;
  }

  /** Writes tars with all that stands around members. */
  private static final class Tar implements AutoCloseable {
    private final TarArchiveOutputStream out;
    private final Random random;

    Tar(Path file, Random random) throws IOException {
      this.out = new TarArchiveOutputStream(Files.newOutputStream(file));
      this.random = random;
      out.setLongFileMode(
          random.nextBoolean()
              ? TarArchiveOutputStream.LONGFILE_POSIX
              : TarArchiveOutputStream.LONGFILE_GNU);
    }

    void addSample(int number) throws IOException {
      String key = (random.nextInt(3) == 0 ? "folder/".repeat(20) : "") + number;
      if (random.nextInt(4) == 0) {
        out.putArchiveEntry(new TarArchiveEntry("folder" + number + "/", TarConstants.LF_DIR));
        out.closeArchiveEntry();
      }
      List<String> endings = new ArrayList<>(List.of(".jpg", ".cls"));
      if (random.nextBoolean()) {
        endings.add(".depth.png");
      }
      if (random.nextInt(4) == 0) {
        endings.add(random.nextInt(3), ".mask");
      }
      for (String ending : endings) {
        byte[] content = new byte[random.nextInt(2500)];
        random.nextBytes(content);
        add(key + ending, ending.equals(".cls") ? new byte[] {'7'} : content);
      }
      if (random.nextInt(5) == 0) {
        add(number + "/.hidden", new byte[10]);
      }
    }

    void add(String name, byte[] content) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      out.putArchiveEntry(entry);
      out.write(content);
      out.closeArchiveEntry();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
