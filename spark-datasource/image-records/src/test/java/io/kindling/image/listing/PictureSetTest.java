package io.kindling.image.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSetTest {
  @TempDir Path folder;
  private final Configuration configuration = new Configuration();

  @Test
  void classFoldersGiveLabelsInTheOrderOfTheirNames() throws Exception {
    write("zebra/1.jpg", "ant/b.PNG", "ant/a.JPEG", "moth/deeper/x.webp");
    PictureSet set = list(LabelBase.ZERO);
    assertThat(set.layout()).isEqualTo(Layout.CLASS_FOLDERS);
    assertThat(set.classes()).containsExactly("ant", "moth", "zebra");
    assertThat(set.files())
        .extracting(this::nameOf)
        .containsExactly("ant/a.JPEG", "ant/b.PNG", "moth/deeper/x.webp", "zebra/1.jpg");
    assertThat(set.files()).extracting(file -> file.labels().label()).containsExactly(0, 0, 1, 2);
    assertThat(set.files())
        .extracting(file -> file.labels().synset())
        .containsExactly("ant", "ant", "moth", "zebra");
    assertThat(set.totalBytes()).isEqualTo(4 * 3);
  }

  @Test
  void labelsBeginWithOneWhenAskedTo() throws Exception {
    write("a/1.jpg", "b/1.jpg");
    assertThat(list(LabelBase.ONE).files())
        .extracting(file -> file.labels().label())
        .containsExactly(1, 2);
  }

  @Test
  void folderWithoutPicturesIsNoClass() throws Exception {
    write("a/readme.txt", "b/1.jpg", "_temporary/1.jpg");
    Files.createDirectories(folder.resolve("aa"));
    assertThat(list(LabelBase.ZERO).classes()).containsExactly("b");
  }

  @Test
  void hiddenFilesAndStrayOnesInTheRootDoNotBelongToTheSet() throws Exception {
    write("a/.hidden.jpg", "a/_partial.jpg", "a/1.jpg", ".git/x.jpg", "stray.jpg", "labels.txt");
    assertThat(list(LabelBase.ZERO).files()).extracting(this::nameOf).containsExactly("a/1.jpg");
  }

  @Test
  void imageNetNamesGiveLabelsBySynset() throws Exception {
    write("n01443537_goldfish.JPEG", "n01440764_10.JPEG", "n01440764_9.JPEG", "README.md");
    PictureSet set = list(LabelBase.ZERO);
    assertThat(set.layout()).isEqualTo(Layout.IMAGENET_NAMES);
    assertThat(set.classes()).containsExactly("n01440764", "n01443537");
    assertThat(set.files()).extracting(file -> file.labels().label()).containsExactly(0, 0, 1);
    assertThat(set.requireLabels()).isSameAs(set);
  }

  @Test
  void otherNamesHaveNoLabels() throws Exception {
    write("n01443537_goldfish.JPEG", "cat.jpg");
    PictureSet set = list(LabelBase.ZERO);
    assertThat(set.layout()).isEqualTo(Layout.FILES);
    assertThat(set.files()).noneMatch(file -> file.labels().hasLabel());
    assertThatIOException()
        .isThrownBy(set::requireLabels)
        .withMessageContaining(folder.toString())
        .withMessageContaining("one folder for each class");
  }

  @Test
  void onePictureIsASet() throws Exception {
    write("a/1.jpg");
    PictureSet set =
        PictureSet.list(
            configuration, List.of(hadoop(folder.resolve("a/1.jpg"))), ListingOptions.defaults());
    assertThat(set.files()).hasSize(1);
    assertThat(set.layout()).isEqualTo(Layout.FILES);
  }

  @Test
  void folderWithoutPicturesIsAnErrorThatSaysWhatWasLookedFor() throws Exception {
    write("a/notes.txt", "b.md");
    assertThatExceptionOfType(NoPicturesException.class)
        .isThrownBy(() -> list(LabelBase.ZERO))
        .withMessageContaining("no pictures in file:" + folder)
        .withMessageContaining("*.jpg, *.jpeg, *.png")
        .withMessageContaining("2 other files")
        .satisfies(refused -> assertThat(refused.getMessage()).hasLineCount(1));
  }

  @Test
  void missingFolderIsNamed() {
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(
            () ->
                PictureSet.list(
                    configuration,
                    List.of(hadoop(folder.resolve("nowhere"))),
                    ListingOptions.defaults()))
        .withMessageContaining("file:" + folder + "/nowhere does not exist");
  }

  @Test
  void statusTravelsWithEtagAndWithoutARequest() {
    SourceFile file = SourceFile.of("s3a://bucket/a/1.jpg", 12, 34, "\"e\"", Labels.NONE);
    FileStatus status = file.status();
    assertThat(status.getPath().toString()).isEqualTo("s3a://bucket/a/1.jpg");
    assertThat(status.getLen()).isEqualTo(12);
    assertThat(status.getModificationTime()).isEqualTo(34);
    assertThat(status.isFile()).isTrue();
    assertThat(((EtagSource) status).getEtag()).isEqualTo("\"e\"");
  }

  @Test
  void listingAsksOneStatusAndNoneForAFile() throws Exception {
    write("a/1.jpg", "a/2.jpg", "b/1.jpg");
    configuration.setClass("fs.file.impl", CountingFiles.class, FileSystem.class);
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    CountingFiles.statuses.set(0);
    CountingFiles.listings.set(0);
    assertThat(list(LabelBase.ZERO).files()).hasSize(3);
    assertThat(CountingFiles.statuses).hasValue(1);
    assertThat(CountingFiles.listings).hasValue(3);
  }

  private PictureSet list(LabelBase base) throws IOException {
    return PictureSet.list(
        configuration, List.of(hadoop(folder)), ListingOptions.defaults().withLabelBase(base));
  }

  private String nameOf(SourceFile file) {
    return file.path().substring(("file:" + folder + "/").length());
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "123");
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  /** The local file system, counting what is asked of it. */
  public static final class CountingFiles extends LocalFileSystem {
    private static final AtomicInteger statuses = new AtomicInteger();
    private static final AtomicInteger listings = new AtomicInteger();

    @Override
    public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
      statuses.incrementAndGet();
      return super.getFileStatus(path);
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
      listings.incrementAndGet();
      return super.listStatus(path);
    }
  }
}
