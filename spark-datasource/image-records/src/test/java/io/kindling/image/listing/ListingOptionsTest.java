package io.kindling.image.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kindling.image.record.LabelBase;
import io.kindling.image.record.SourceFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingOptionsTest {
  private static final ListingOptions DEFAULTS = ListingOptions.defaults();

  @TempDir Path folder;
  private final Configuration configuration = new Configuration();

  @Test
  void foldersNamedAsPartsAreSplitsAndTheirFoldersClasses() throws Exception {
    write("train/ant/1.jpg", "train/bee/1.jpg", "val/bee/2.jpg", "test/3.jpg", "stray.jpg");
    PictureSet set = list(DEFAULTS, "");
    assertThat(set.layout()).isEqualTo(Layout.CLASS_FOLDERS);
    assertThat(set.splits()).containsExactly("test", "train", "val");
    assertThat(set.classes()).containsExactly("ant", "bee");
    assertThat(described(set))
        .containsExactly(
            "test/3.jpg null test -1",
            "train/ant/1.jpg ant train 0",
            "train/bee/1.jpg bee train 1",
            "val/bee/2.jpg bee val 1");
  }

  @Test
  void rootNamedAsAPartIsASplit() throws Exception {
    write("train/ant/1.jpg", "train/bee/1.jpg");
    assertThat(described(list(DEFAULTS, "train")))
        .containsExactly("train/ant/1.jpg ant train 0", "train/bee/1.jpg bee train 1");
  }

  @Test
  void oneFolderNamedAsAPartAmongOthersIsAClass() throws Exception {
    write("train/1.jpg", "ship/1.jpg");
    PictureSet set = list(DEFAULTS, "");
    assertThat(set.classes()).containsExactly("ship", "train");
    assertThat(set.splits()).isEmpty();
  }

  @Test
  void imageNetNamesInSplitsKeepTheirSplits() throws Exception {
    write("train/n01440764_1.JPEG", "val/n01443537_2.JPEG");
    assertThat(described(list(DEFAULTS, "")))
        .containsExactly(
            "train/n01440764_1.JPEG n01440764 train 0", "val/n01443537_2.JPEG n01443537 val 1");
  }

  @Test
  void labelsFollowTheSynsetFile() throws Exception {
    write("n02/1.jpg", "n01/1.jpg");
    Path synsets = Files.writeString(folder.resolve("classes.txt"), "n03\nn02\n\nn01\n");
    ListingOptions options = DEFAULTS.withSynsetFile(hadoop(synsets)).withLabelBase(LabelBase.ONE);
    PictureSet set = list(options, "");
    assertThat(set.classes()).containsExactly("n03", "n02", "n01");
    assertThat(described(set)).containsExactly("n01/1.jpg n01 null 3", "n02/1.jpg n02 null 2");
    Files.writeString(synsets, "n01440764 tench, Tinca tinca\nn02\n");
    assertThatIOException()
        .isThrownBy(() -> list(options, ""))
        .withMessageContaining("n01/1.jpg: class n01 is none of the 2 of the synset file");
    Files.writeString(synsets, "n01\nn02\nn01\n");
    assertThatIOException()
        .isThrownBy(() -> list(options, ""))
        .withMessageContaining("classes.txt, line 3: class n01 is there for the second time");
    Files.writeString(synsets, "\n");
    assertThatIOException().isThrownBy(() -> list(options, "")).withMessageContaining("no class");
  }

  @Test
  void severalPathsAreOneSetWithOneListOfClasses() throws Exception {
    write("a/ant/1.jpg", "b/bee/1.jpg", "b/ant/2.jpg");
    PictureSet set = list(DEFAULTS, "b", "a");
    assertThat(set.roots())
        .extracting(org.apache.hadoop.fs.Path::getName)
        .containsExactly("a", "b");
    assertThat(described(set))
        .containsExactly(
            "a/ant/1.jpg ant null 0", "b/ant/2.jpg ant null 0", "b/bee/1.jpg bee null 1");
  }

  @Test
  void patternsKeepTheClassesOfTheFolderBeforeThem() throws Exception {
    write("s/n01/1.jpg", "s/n02/1.jpg", "s/n02/2.png", "s/n13/1.jpg");
    assertThat(described(list(DEFAULTS, "s/n0*")))
        .containsExactly(
            "s/n01/1.jpg n01 null 0", "s/n02/1.jpg n02 null 1", "s/n02/2.png n02 null 1");
    assertThat(described(list(DEFAULTS, "s/*/1.jpg"))).hasSize(3);
    assertThat(described(list(DEFAULTS, "s/{n01,n13}/*"))).hasSize(2);
    assertThat(described(list(DEFAULTS, "s/{n01/1,n02/2}.*"))).hasSize(2);
    assertThat(described(list(DEFAULTS, "s/n0[2-9]/[!2]*"))).hasSize(1);
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> list(DEFAULTS, "s/x*"))
        .withMessageContaining("s/x* matches no file and no folder");
  }

  @Test
  void filtersAreThoseOfSparksFileSources() throws Exception {
    write("a/1.jpg", "a/2.png", "a/b/3.jpg");
    assertThat(described(list(filter(FileFilter.everything().named("*.jpg")), "a")))
        .extracting(ListingOptionsTest::firstWord)
        .containsExactly("a/b/3.jpg");
    FileFilter flat = FileFilter.everything().within(FileFilter.Depth.FLAT);
    assertThat(described(list(filter(flat), "a")))
        .extracting(ListingOptionsTest::firstWord)
        .containsExactly("a/1.jpg", "a/2.png");
    for (int i = 1; i <= 2; i++) {
      Path file = folder.resolve(i == 1 ? "a/1.jpg" : "a/2.png");
      Files.setLastModifiedTime(file, FileTime.fromMillis(i * 1_000_000L));
    }
    assertThat(list(filter(flat.modifiedAfter(1_000_000)), "a").files()).hasSize(1);
    assertThat(list(filter(flat.modifiedAfter(999_000)), "a").files()).hasSize(2);
    assertThat(list(filter(flat.modifiedBefore(2_000_000)), "a").files()).hasSize(1);
    assertThatExceptionOfType(NoPicturesException.class)
        .isThrownBy(() -> list(filter(flat.modifiedBefore(1_000_000)), "a"))
        .withMessageContaining("2 other files");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileFilter.everything().named("[a"))
        .withMessageContaining("pathGlobFilter [a is no pattern");
  }

  @Test
  void listNamesTheFilesOfASet() throws Exception {
    write("s/ant/1.jpg", "s/ant/2.jpg", "s/bee/1.jpg");
    for (int i = 0; i < 6; i++) {
      write("s/cat/" + i + ".jpg");
    }
    Path list =
        Files.write(
            folder.resolve("files.txt"),
            List.of(
                "s/bee/1.jpg",
                "",
                folder + "/s/ant/2.jpg",
                "s/cat/0.jpg",
                "s/cat/1.jpg",
                "s/cat/2.jpg",
                "file:" + folder + "/s/cat/5.jpg"));
    PictureSet set = PictureSet.list(configuration, List.of(), DEFAULTS.withFileList(hadoop(list)));
    assertThat(described(set))
        .containsExactly(
            "s/ant/2.jpg ant null 0",
            "s/bee/1.jpg bee null 1",
            "s/cat/0.jpg cat null 2",
            "s/cat/1.jpg cat null 2",
            "s/cat/2.jpg cat null 2",
            "s/cat/5.jpg cat null 2");
    assertThat(set.files()).allMatch(file -> file.length() == 3);
  }

  @Test
  void wrongLinesOfAListAreNamed() throws Exception {
    write("s/1.jpg", "s/2.jpg", "s/3.jpg", "s/4.jpg", "s/d/1.jpg");
    Path list = folder.resolve("files.txt");
    Files.write(list, List.of("s/1.jpg", "s/9.jpg"));
    assertMissing(list, "files.txt, line 2: file:" + folder + "/s/9.jpg does not exist");
    Files.write(list, List.of("s/1.jpg", "s/2.jpg", "s/3.jpg", "s/4.jpg", "s/x.jpg"));
    assertMissing(list, "files.txt, line 5: file:" + folder + "/s/x.jpg does not exist");
    Files.write(list, List.of("no/1.jpg", "no/2.jpg", "no/3.jpg", "no/4.jpg"));
    assertMissing(list, "files.txt, line 1: file:" + folder + "/no/1.jpg does not exist");
    Files.write(list, List.of("s/d"));
    assertThatIOException()
        .isThrownBy(
            () -> PictureSet.list(configuration, List.of(), DEFAULTS.withFileList(hadoop(list))))
        .withMessageContaining("files.txt, line 1: file:" + folder + "/s/d is a folder");
    Files.write(list, List.of(""));
    assertThatIOException()
        .isThrownBy(
            () -> PictureSet.list(configuration, List.of(), DEFAULTS.withFileList(hadoop(list))))
        .withMessageContaining("files.txt names no file");
  }

  @Test
  void containersAreKnownByTheirNamesAndSplitsByTheirs() throws Exception {
    write(
        "train-00000-of-00002", "train-00001-of-00002", "validation-00000-of-00001", "labels.txt");
    PictureSet shards = list(DEFAULTS, "");
    assertThat(shards.layout()).isEqualTo(Layout.TFRECORD);
    assertThat(shards.splits()).containsExactly("train", "validation");
    assertThat(shards.files()).hasSize(3);
    assertThat(shards.ranges(shards.files().get(0), 2)).hasSize(2);
  }

  @Test
  void everyContainerHasItsUsualNames() throws Exception {
    write("s/a.seq", "t/a.tfrecord.gz", "w/a.tar.gz", "w/b.tgz", "p/part-0.snappy.parquet", "p/_x");
    assertThat(list(DEFAULTS, "s").layout()).isEqualTo(Layout.SEQUENCE_FILE);
    PictureSet compressed = list(DEFAULTS, "t");
    assertThat(compressed.layout()).isEqualTo(Layout.TFRECORD);
    assertThat(compressed.ranges(compressed.files().get(0), 1)).hasSize(1);
    assertThat(list(DEFAULTS, "w").files()).hasSize(2);
    assertThat(list(DEFAULTS, "p").layout()).isEqualTo(Layout.PARQUET);
    assertThatIOException()
        .isThrownBy(() -> list(DEFAULTS, ""))
        .withMessageContaining("several formats")
        .withMessageContaining("layout");
    assertThat(list(DEFAULTS.withLayout(Layout.TFRECORD), "").files()).hasSize(1);
  }

  @Test
  void rangesCoverASplittableContainer() throws Exception {
    Files.write(folder.resolve("a.seq"), new byte[1000]);
    PictureSet set = list(DEFAULTS, "");
    SourceFile file = set.files().get(0);
    for (long target : new long[] {1, 7, 333, 999, 1000, 5000}) {
      var ranges = set.ranges(file, target);
      assertThat(ranges.get(0).start()).isZero();
      assertThat(ranges.get(ranges.size() - 1).end()).isEqualTo(1000);
      for (int i = 1; i < ranges.size(); i++) {
        assertThat(ranges.get(i).start()).isEqualTo(ranges.get(i - 1).end());
        assertThat(ranges.get(i).length()).isLessThanOrEqualTo(target);
      }
    }
  }

  @Test
  void namedLayoutIsTakenAtItsWord() throws Exception {
    write("a/1.jpg", "a/n01440764_1.jpg");
    assertThat(list(DEFAULTS.withLayout(Layout.FILES), "").classes()).isEmpty();
    assertThatIOException()
        .isThrownBy(() -> list(DEFAULTS.withLayout(Layout.IMAGENET_NAMES), ""))
        .withMessageContaining("a/1.jpg is not named like n01440764_10026.JPEG");
    assertThatExceptionOfType(NoPicturesException.class)
        .isThrownBy(() -> list(DEFAULTS.withLayout(Layout.CLASS_FOLDERS), "empty"))
        .withMessageContaining("no pictures in");
  }

  private void assertMissing(Path list, String message) {
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(
            () -> PictureSet.list(configuration, List.of(), DEFAULTS.withFileList(hadoop(list))))
        .withMessageContaining(message);
  }

  private static ListingOptions filter(FileFilter filter) {
    return DEFAULTS.withFiles(filter);
  }

  private PictureSet list(ListingOptions options, String... below) throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    return PictureSet.list(
        configuration, Arrays.stream(below).map(path -> hadoop(folder, path)).toList(), options);
  }

  private List<String> described(PictureSet set) {
    String root = "file:" + folder + "/";
    return set.files().stream()
        .map(
            file ->
                String.format(
                    "%s %s %s %d",
                    file.path().substring(root.length()),
                    file.labels().synset(),
                    file.labels().split(),
                    file.labels().label()))
        .toList();
  }

  private static String firstWord(String text) {
    return text.substring(0, text.indexOf(' '));
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "123");
    }
  }

  private static org.apache.hadoop.fs.Path hadoop(Path folder, String below) {
    return new org.apache.hadoop.fs.Path(below.isEmpty() ? "" + folder : folder + "/" + below);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return hadoop(path, "");
  }
}
