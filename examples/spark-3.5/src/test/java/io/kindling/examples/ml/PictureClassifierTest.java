package io.kindling.examples.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureClassifierTest {

  @Test
  @Tag("full")
  void classesOfDifferentColourAreToldApart(@TempDir Path folder) throws IOException {
    for (int number = 0; number < 20; number++) {
      write(folder.resolve("sea/%02d.png".formatted(number)), new Color(number, 40, 200));
      write(folder.resolve("sand/%02d.png".formatted(number)), new Color(200, 160, number));
    }
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.hadoop.fs.cache.mount.m", folder.toUri().toString())
            .getOrCreate()) {
      PictureClassifier.Result result = PictureClassifier.fit(spark, "cache:///m/", 8, 4, 7);

      assertThat(result.trained() + result.held()).isEqualTo(40);
      assertThat(result.held()).isPositive();
      assertThat(result.accuracy()).isEqualTo(1);
    }
  }

  private static void write(Path file, Color colour) throws IOException {
    BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 40 * 30; i++) {
      picture.setRGB(i % 40, i / 40, colour.getRGB());
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
    // Files that changed a moment ago are not cached.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }
}
