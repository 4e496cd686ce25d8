package io.kindling.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of awkward files: {@code odd-pictures.tsv} says size and type code or the error for
 * each, and why. The files are not part of the project; without their folder the tests are skipped.
 */
class OddPicturesTest {
  private static final Path ODD = TestPictures.realPictures().resolve("odd");

  private final ImageDecoder asStored = new ImageDecoder(DecodeOptions.asStored());
  private final ImageDecoder bgr = new ImageDecoder(DecodeOptions.bgr());

  @BeforeEach
  void needsTheFolder() {
    assumeTrue(Files.isDirectory(ODD), "there is no folder " + ODD);
  }

  @TestFactory
  Stream<DynamicTest> everyFileGivesWhatTheTableSays() throws IOException {
    return table().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.file(), () -> assertThat(resultOf(row)).contains(row.result())));
  }

  @Test
  void everyFileIsInTheTable() throws IOException {
    try (Stream<Path> files = Files.list(ODD)) {
      assertThat(table())
          .extracting(Row::file)
          .containsExactlyInAnyOrderElementsOf(
              files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void pixelsAreThoseThatSparkAndBigDlExpect() throws IOException {
    assertThat(asStored.decode("p", bytes("BGRA.png")).data())
        .startsWith(-128, -128, -8, -1, -128, -128, -8, -1);
    assertThat(asStored.decode("p", bytes("grayscale.jpg")).data())
        .startsWith(-2, -33, -61, -60, -59, -59, -64, -59, -66, -67);
    DecodedImage ferret = bgr.decode("p", bytes("n02105855_2933.JPEG"));
    int pixel = (100 * ferret.width() + 100) * 3;
    assertThat(ferret.data()[pixel]).isEqualTo((byte) 36);
    assertThat(ferret.data()[pixel + 1]).isEqualTo((byte) 30);
    assertThat(ferret.data()[pixel + 2]).isEqualTo((byte) 35);
  }

  @ParameterizedTest
  @CsvSource({
    "exif-Landscape_3.jpg,1800,1200",
    "exif-Portrait_8.jpg,1200,1800",
    "orientation_rectangle.jpg,1,2"
  })
  void heldCamerasGiveUprightPictures(String file, int width, int height) throws IOException {
    DecodedImage upright =
        new ImageDecoder(DecodeOptions.bgr().withOrientation(Orientation.UPRIGHT))
            .decode(file, bytes(file));
    assertThat(upright.width()).isEqualTo(width);
    assertThat(upright.height()).isEqualTo(height);
  }

  private String resultOf(Row row) throws IOException {
    byte[] encoded = bytes(row.file());
    try {
      DecodedImage decoded = asStored.decode(row.file(), encoded);
      assertThat(bgr.decode(row.file(), encoded).typeCode()).isEqualTo(16);
      return decoded.width() + "x" + decoded.height() + " " + decoded.typeCode();
    } catch (UndecodableImageException refused) {
      assertThat(refused.getMessage()).startsWith(row.file() + ": ").hasLineCount(1);
      String expected = row.result().replaceFirst("^error: ", "");
      assertThat(refused.reason()).contains(expected);
      return "error: " + expected;
    }
  }

  private static byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(ODD.resolve(file));
  }

  private static List<Row> table() throws IOException {
    try (InputStream table = OddPicturesTest.class.getResourceAsStream("/odd-pictures.tsv")) {
      String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> line.split("\t", -1)).map(Row::of).toList();
    }
  }

  private record Row(String file, String result, String why) {
    static Row of(String[] cells) {
      assertThat(cells).as("cells of a row").hasSize(3).doesNotContain("");
      return new Row(cells[0], cells[1], cells[2]);
    }
  }
}
