package io.kindling.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the pictures that examples are tried with: the folders {@code train} and {@code val}. */
public final class MakePictures {

  private static final int TRAINED = 240;
  private static final int VALIDATED = 60;

  private MakePictures() {}

  /**
   * Makes the two folders unless they are there.
   *
   * @param args a folder of photographs, and the folder to fill
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: MakePictures PHOTOGRAPHS FOLDER");
    }
    Path photographs = Path.of(args[0]);
    Path folder = Path.of(args[1]);
    if (Files.isDirectory(folder.resolve("val"))) {
      return;
    }
    PictureSetMaker.make(photographs, folder.resolve("train"), TRAINED);
    PictureSetMaker.make(photographs, folder.resolve("val.part"), VALIDATED);
    Files.move(folder.resolve("val.part"), folder.resolve("val"));
  }
}
