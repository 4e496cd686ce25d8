package io.kindling.image.sequencefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.image.decode.TestPictures;
import io.kindling.image.listing.FileFilter;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.read.Records.Seen;
import io.kindling.image.record.LabelBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SequenceFiles that BigDL's own tools wrote; without their folder the tests are skipped. */
class BigDlFilesTest {
  private static final Path FILES = TestPictures.realPictures().resolve("bigdl-seq");

  @BeforeEach
  void needsTheFolder() {
    assumeTrue(Files.isDirectory(FILES), "there is no folder " + FILES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "generated-resize256", "generated-scale256-named"})
  void everyRecordIsTheOneOfTheTable(String folder) throws Exception {
    ListingOptions options =
        ListingOptions.defaults()
            .withLabelBase(LabelBase.ONE)
            .withFiles(FileFilter.everything().within(FileFilter.Depth.FLAT));
    List<String> expected = table(folder);
    assertThat(expected).isNotEmpty();
    for (long range : new long[] {Long.MAX_VALUE, 100_000}) {
      assertThat(
              Records.of(FILES.resolve(folder), options, range).stream()
                  .map(BigDlFilesTest::line)
                  .toList())
          .isEqualTo(expected);
    }
  }

  @Test
  void namesAreInThePathsOfTheirRecords() throws Exception {
    List<Seen> named =
        Records.of(
            FILES.resolve("generated-scale256-named"), ListingOptions.defaults(), Long.MAX_VALUE);
    assertThat(named).allMatch(one -> one.key().endsWith(".JPEG") || one.key().endsWith(".bmp"));
  }

  private static String line(Seen record) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(record.content());
      return String.join(
          "\t",
          Integer.toString(record.label()),
          Integer.toString(record.size().width()),
          Integer.toString(record.size().height()),
          HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Label, width, height and hash of each record of a folder's files. */
  private static List<String> table(String folder) throws IOException {
    return Files.readAllLines(TestPictures.realPictures().resolve("bigdl-seq.tsv")).stream()
        .skip(1)
        .map(row -> row.split("\t", -1))
        .filter(row -> parent(row[0]).equals(folder) && !row[3].isEmpty())
        .map(row -> String.join("\t", row[3].substring(labelAt(row[3])), row[4], row[5], row[7]))
        .toList();
  }

  private static int labelAt(String key) {
    int end = key.lastIndexOf("\\n");
    return end < 0 ? 0 : end + 2;
  }

  private static String parent(String file) {
    int slash = file.lastIndexOf('/');
    return slash < 0 ? "" : file.substring(0, slash);
  }
}
