package io.kindling.image.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.SourceRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileRunTest {

  @Test
  void runThatTravelsIsTheSame() throws Exception {
    Labels ant = new Labels(1, "ant", "train");
    PackKey pack =
        PackKey.of(
            List.of(SourceRange.wholeFile(FileVersion.of("mem://a", 10, "1", Strength.STRONG))),
            "t",
            new PackShape(10, 0, 4));
    FileRun run =
        new FileRun(
            List.of(
                SourceFile.of("cache:/m/ant/ä b.jpg", 10, 5, "\"etag\"", ant),
                SourceFile.of("cache:/m/1.jpg", Long.MAX_VALUE, -1, null, Labels.NONE),
                SourceFile.of("cache:/m/ant/2.jpg", 0, 0, "", ant)),
            pack);
    assertThat(travelled(run)).isEqualTo(run);
    FileRun unnamed = new FileRun(run.files());
    assertThat(travelled(unnamed)).isEqualTo(unnamed);
    assertThat(travelled(new FileRun(List.of()))).isEqualTo(new FileRun(List.of()));
    List<SourceFile> files = ((FileRun) travelled(run)).files();
    assertThat(files.get(2).folder()).isSameAs(files.get(0).folder());
    assertThat(files.get(2).labels()).isSameAs(files.get(0).labels());
  }

  @Test
  void filesOfManyClassesTravelInFewBytes() throws Exception {
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String name = "cache:/bucket/train/n%08d/n%08d_%d.JPEG".formatted(i % 100, i % 100, i);
      Labels labels = new Labels(i % 100, "n%08d".formatted(i % 100), "train");
      files.add(SourceFile.of(name, 110_000, 1_700_000_000_000L, "%032x".formatted(i), labels));
    }
    assertThat(bytes(new FileRun(files)).length).isLessThan(100 * files.size());
  }

  private static Object travelled(FileRun run) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(run)))) {
      return in.readObject();
    }
  }

  private static byte[] bytes(FileRun run) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(run);
    }
    return bytes.toByteArray();
  }
}
