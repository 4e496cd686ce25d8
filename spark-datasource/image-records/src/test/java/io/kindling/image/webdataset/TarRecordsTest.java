package io.kindling.image.webdataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.decode.TestPictures;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.read.Records;
import io.kindling.image.read.Records.Seen;
import io.kindling.image.record.LabelBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarRecordsTest {
  @TempDir Path folder;

  @Test
  void membersOfOneKeyAreOneSample() throws Exception {
    write(
        "train-000000.tar",
        "a/1.jpg",
        "one",
        "a/1.cls",
        "7",
        "a/1.txt",
        "a caption",
        "a/2.cls",
        "8",
        "a/2.png",
        "two");
    List<Seen> seen = read(ListingOptions.defaults());
    assertThat(seen).extracting(Seen::key).containsExactly("a/1.jpg", "a/2.png");
    assertThat(seen).extracting(Seen::label).containsExactly(7, 8);
    assertThat(seen).extracting(TarRecordsTest::text).containsExactly("one", "two");
    assertThat(seen).allMatch(one -> "train".equals(one.labels().split()));
  }

  @Test
  void labelsMayCountFromOne() throws Exception {
    write("a.tar", "1.jpg", "one", "1.cls", "7");
    assertThat(read(ListingOptions.defaults().withLabelBase(LabelBase.ONE)).get(0).label())
        .isEqualTo(8);
    ListingOptions storedFromOne = ListingOptions.defaults().withStoredLabelBase(LabelBase.ONE);
    assertThat(read(storedFromOne).get(0).label()).isEqualTo(6);
  }

  @Test
  void classMayBeInJsonOrTextOrByName() throws Exception {
    write(
        "a.tar",
        "1.jpg",
        "x",
        "1.json",
        "{\"label\": 3, \"size\": {\"label\": 9}, \"synset\": \"n01440764\"}",
        "2.jpg",
        "x",
        "2.txt",
        "n01443537",
        "3.jpg",
        "x",
        "3.cls",
        "dog",
        "3.json",
        "{\"label\": 5}",
        "4.jpg",
        "x",
        "4.txt",
        "a dog on a boat");
    List<Seen> seen = read(ListingOptions.defaults());
    assertThat(seen).extracting(Seen::label).containsExactly(3, -1, -1, -1);
    assertThat(seen)
        .extracting(one -> one.labels().synset())
        .containsExactly("n01440764", "n01443537", "dog", null);
  }

  @Test
  void namesOfClassesGetTheirPlacesInTheSynsetFile() throws Exception {
    write("a.tar", "1.jpg", "x", "1.cls", "dog", "2.jpg", "x", "2.cls", "cat");
    Path synsets = Files.writeString(folder.resolve(".classes"), "cat\ndog\n");
    ListingOptions options =
        ListingOptions.defaults().withSynsetFile(new org.apache.hadoop.fs.Path(synsets.toString()));
    assertThat(read(options)).extracting(Seen::label).containsExactly(1, 0);
    Files.writeString(synsets, "cat\n");
    assertThatIOException()
        .isThrownBy(() -> read(options))
        .withMessageContaining("a.tar#1.jpg: class dog is none of the 1 of the synset file");
  }

  @Test
  void hiddenMembersFoldersAndLongNamesDoNoHarm() throws Exception {
    String longName = "folder/".repeat(30) + "picture";
    write(
        "a.tar",
        "./._1.jpg",
        "resource fork",
        "__info__.json",
        "no json",
        "dir/",
        "",
        longName + ".jpg",
        "x",
        longName + ".cls",
        "2",
        longName + ".seg.png",
        "mask");
    List<Seen> seen = read(ListingOptions.defaults());
    assertThat(seen).extracting(Seen::key).containsExactly(longName + ".jpg");
    assertThat(seen.get(0).label()).isEqualTo(2);
  }

  @Test
  void tarCutAnywhereIsNamedWithItsMember() throws Exception {
    write("a.tar", "1.jpg", "x".repeat(700), "1.cls", "1", "2.jpg", "y".repeat(600), "2.cls", "2");
    Path file = folder.resolve("a.tar");
    byte[] whole = Files.readAllBytes(file);
    int members = (1 + 2) * 512 + 2 * 512 + (1 + 2) * 512 + 2 * 512;
    for (int cut = 1; cut <= members; cut += 73) {
      Files.write(file, Arrays.copyOf(whole, cut));
      assertThatExceptionOfType(DamagedContainerException.class)
          .as("cut at %d", cut)
          .isThrownBy(() -> read(ListingOptions.defaults()))
          .withMessageContaining("a.tar, ")
          .withMessageContaining("the file ends here in the middle of a record; copy it again");
    }
    for (int member = 512; member <= members; member += 512) {
      Files.write(file, Arrays.copyOf(whole, member));
      assertThatExceptionOfType(DamagedContainerException.class)
          .as("cut at %d", member)
          .isThrownBy(() -> read(ListingOptions.defaults()))
          .withMessageContaining("a.tar");
    }
  }

  @Test
  void compressedTarIsInflated() throws Exception {
    write("a.tar", "1.jpg", "x", "1.cls", "7");
    byte[] tar = Files.readAllBytes(folder.resolve("a.tar"));
    Files.delete(folder.resolve("a.tar"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(tar);
    }
    Files.write(folder.resolve("a.tgz"), bytes.toByteArray());
    assertThat(read(ListingOptions.defaults())).extracting(Seen::label).containsExactly(7);
  }

  @Test
  void tarWithoutPicturesIsAnError() throws Exception {
    write("a.tar", "1.txt", "x", "2.wav", "7");
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> read(ListingOptions.defaults()))
        .withMessageContaining("of which none has a picture");
  }

  @Test
  void wrongJsonIsNamed() throws Exception {
    write("a.tar", "1.jpg", "x", "1.json", "{\"label\": ");
    assertThatExceptionOfType(DamagedContainerException.class)
        .isThrownBy(() -> read(ListingOptions.defaults()))
        .withMessageContaining("a.tar, member 1.json: it cannot be read as JSON");
  }

  @Test
  void sampleOfWebDatasetItselfIsRead() throws Exception {
    Path sample = TestPictures.realPictures().resolve("webdataset-sample.tgz");
    assumeTrue(Files.exists(sample), "there is no file " + sample);
    List<Seen> seen = Records.of(sample, ListingOptions.defaults(), 100);
    assertThat(seen).hasSize(90).allMatch(one -> one.labels().hasLabel());
    assertThat(seen.get(0).key()).isEqualTo("10.png");
  }

  private List<Seen> read(ListingOptions options) throws IOException {
    return Records.of(folder, options, 100);
  }

  private static String text(Seen record) {
    return new String(record.content(), StandardCharsets.UTF_8);
  }

  /** Names and contents by turns; names that end with a slash are folders. */
  private void write(String tar, String... members) throws IOException {
    try (TarArchiveOutputStream out =
        new TarArchiveOutputStream(Files.newOutputStream(folder.resolve(tar)))) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (int i = 0; i < members.length; i += 2) {
        byte[] content = members[i + 1].getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(members[i]);
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
  }
}
