package io.kindling.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSetTest {

  @TempDir Path folder;

  @Test
  void findsPicturesInClassFolders() throws IOException {
    touch("owl/2.png", "owl/1.JPEG", "ant/3.jpg", "ant/notes.txt", "readme.md");

    PictureSet set = PictureSet.find(folder);

    assertThat(set.classNames()).containsExactly("ant", "owl");
    assertThat(set.files().stream().map(set::key))
        .containsExactly("ant/3.jpg", "owl/1.JPEG", "owl/2.png");
  }

  @Test
  void findsFlatFilesNamedAfterTheirClass() throws IOException {
    touch("n01440764_10026.JPEG", "n01443537_2.JPEG", "holiday.jpg");

    PictureSet set = PictureSet.find(folder);

    assertThat(set.classNames()).containsExactly("n01440764", "n01443537");
    assertThat(set.files()).hasSize(2);
  }

  @Test
  void followsLinksToClassFolders() throws IOException {
    touch("elsewhere/owl/1.jpg");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("owl"), folder.resolve("elsewhere/owl"));

    assertThat(PictureSet.find(links).classNames()).containsExactly("owl");
  }

  @Test
  void takesPicturesAtEvenDistances() throws IOException {
    for (int number = 0; number < 30; number++) {
      touch("class-%d/%02d.jpg".formatted(number % 3, number));
    }

    PictureSet set = PictureSet.find(folder).atMost(6);

    assertThat(set.files()).hasSize(6);
    assertThat(set.classNames()).containsExactly("class-0", "class-1", "class-2");
  }

  @Test
  void keepsAllPicturesWhenThereAreFewer() throws IOException {
    touch("a/1.jpg");

    assertThat(PictureSet.find(folder).atMost(5).files()).hasSize(1);
  }

  @Test
  void aFolderWithoutPicturesIsNamedTogetherWithWhatIsExpected() throws IOException {
    touch("holiday.jpg", "a/readme.txt");

    assertThatThrownBy(() -> PictureSet.find(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("class folders")
        .hasMessageContaining("n01440764_10026.JPEG");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> PictureSet.find(missing)).hasMessage("no such folder: " + missing);
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }
}
