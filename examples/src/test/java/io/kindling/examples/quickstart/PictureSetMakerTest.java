package io.kindling.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSetMakerTest {

  @TempDir Path folder;
  private Path photographs;

  @BeforeEach
  void takePhotographs() throws IOException {
    photographs = folder.resolve("photographs");
    Photographs.write(photographs.resolve("cats/29.5.a.jpg"), Color.RED, Color.BLUE);
    Photographs.write(photographs.resolve("birds/12.jpg"), Color.WHITE, Color.BLACK);
    Photographs.write(photographs.resolve("birds/13.JPG"), Color.YELLOW, Color.CYAN);
    Files.writeString(photographs.resolve("birds/not-image.txt"), "text");
  }

  @Test
  void everyPhotographBecomesAClassWithItsShare() throws IOException {
    PictureSet set = PictureSetMaker.make(photographs, folder.resolve("set"), 32);

    assertThat(set.classNames()).containsExactly("12", "13", "29-5-a");
    assertThat(set.files()).hasSize(32);
    for (String name : set.classNames()) {
      assertThat(folder.resolve("set").resolve(name).toFile().list()).hasSizeBetween(10, 11);
    }
  }

  @Test
  void allPicturesDifferAndCanBeRead() throws IOException {
    PictureSet set = PictureSetMaker.make(photographs, folder.resolve("set"), 60);

    Set<String> contents = new HashSet<>();
    for (Path file : set.files()) {
      contents.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
      assertThat(ImageIO.read(file.toFile())).isNotNull();
    }
    assertThat(contents).hasSize(60);
  }

  @Test
  void theSamePicturesAreMadeAgain() throws IOException {
    PictureSet first = PictureSetMaker.make(photographs, folder.resolve("first"), 9);
    PictureSet second = PictureSetMaker.make(photographs, folder.resolve("second"), 9);

    for (int i = 0; i < 9; i++) {
      assertThat(second.files().get(i)).hasSameBinaryContentAs(first.files().get(i));
    }
  }

  @Test
  void aFolderWithoutPhotographsIsNamed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThatThrownBy(() -> PictureSetMaker.make(empty, folder.resolve("set"), 9))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(empty.toString());
  }
}
