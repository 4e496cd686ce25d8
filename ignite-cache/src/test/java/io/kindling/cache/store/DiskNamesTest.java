package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskNamesTest {

  @TempDir private Path folder;
  private final Set<VersionKey> held = new HashSet<>();

  @Test
  void nextProcessFindsTheNamesOfWhatIsHeld() throws Exception {
    try (DiskNames names = open()) {
      names.note(version(1), origin(1));
      names.note(version(2), origin(2));
      names.note(version(2), origin(2));
      names.note(version(3), BlockOrigin.UNKNOWN);
    }
    held.addAll(Set.of(version(1), version(2)));
    try (DiskNames names = open()) {
      assertThat(all(names)).isEqualTo(Map.of(version(1), origin(1), version(2), origin(2)));
    }
    held.remove(version(1));
    try (DiskNames names = open()) {
      names.note(version(4), origin(4));
      assertThat(all(names)).isEqualTo(Map.of(version(2), origin(2), version(4), origin(4)));
    }
  }

  @Test
  void logThatWasCutOrDamagedGivesWhatComesBefore() throws Exception {
    try (DiskNames names = open()) {
      for (int number = 0; number < 10; number++) {
        names.note(version(number), origin(number));
        held.add(version(number));
      }
    }
    Path log = folder.resolve("names");
    byte[] bytes = Files.readAllBytes(log);
    Files.write(log, new byte[] {9, 9, 9}, StandardOpenOption.APPEND);
    try (DiskNames names = open()) {
      assertThat(all(names)).hasSize(10);
    }
    bytes[bytes.length - 20]++;
    Files.write(log, bytes);
    try (DiskNames names = open()) {
      assertThat(all(names)).hasSize(9);
    }
  }

  @Test
  void logDoesNotGrowWithoutEndWhenVersionsComeAndGo() throws Exception {
    String folders = "s3a://bucket/" + "folder/".repeat(1000);
    try (DiskNames names = open()) {
      for (int number = 0; number < 5_000; number++) {
        names.note(version(number), new BlockOrigin(folders + number, 1));
      }
      assertThat(Files.size(folder.resolve("names"))).isLessThan(20L << 20);
    }
  }

  private DiskNames open() throws IOException {
    return new DiskNames(folder, (version, origin) -> held.contains(version));
  }

  private static Map<VersionKey, BlockOrigin> all(DiskNames names) throws IOException {
    Map<VersionKey, BlockOrigin> found = new HashMap<>();
    names.forEach((version, origin) -> assertThat(found.put(version, origin)).isNull());
    return found;
  }

  private static VersionKey version(int number) {
    return new VersionKey(number, 7);
  }

  private static BlockOrigin origin(int number) {
    return new BlockOrigin("s3a://bucket/été/" + number, 100L * number + 1);
  }
}
