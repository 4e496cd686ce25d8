package io.kindling.cache.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.placement.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsMapTest {

  private static final NodeIdentity A = new NodeIdentity(0, 1);
  private static final NodeIdentity B = new NodeIdentity(0, 2);

  @TempDir private Path directory;

  @Test
  void laterWriteCountsWhoeverHearsWhatFirst() throws IOException {
    SettingsMap one = new SettingsMap(A, SettingsJournal.none());
    SettingsMap other = new SettingsMap(B, SettingsJournal.none());
    one.put("pin/a", bytes("first"));
    assertThat(other.merge(one.all())).hasSize(1);
    other.put("pin/a", bytes("second"));
    assertThat(other.merge(one.all())).as("old news").isEmpty();
    assertThat(one.merge(other.all())).hasSize(1);

    assertThat(one.get("pin/a")).hasValueSatisfying(is("second"));
    assertThat(one.digest()).isEqualTo(other.digest());
  }

  @Test
  void removedKeyDoesNotComeBackWithAnOldValue() throws IOException {
    SettingsMap one = new SettingsMap(A, SettingsJournal.none());
    one.put("ttl/a", bytes("1h"));
    List<Setting> old = one.all();
    one.remove("ttl/a");

    assertThat(one.merge(old)).isEmpty();
    assertThat(one.get("ttl/a")).isEmpty();
  }

  @Test
  void nodesThatWroteApartAgreeAfterExchangesInAnyOrder() throws IOException {
    Random random = new Random(7);
    List<SettingsMap> nodes = new ArrayList<>();
    for (int node = 0; node < 5; node++) {
      nodes.add(new SettingsMap(new NodeIdentity(0, node), SettingsJournal.none()));
      for (int write = 0; write < 20; write++) {
        nodes.get(node).put("key/" + random.nextInt(30), bytes(node + " wrote " + write));
      }
    }
    for (int round = 0; round < 6; round++) {
      Collections.shuffle(nodes, random);
      for (int node = 0; node < nodes.size(); node++) {
        nodes.get((node + 1) % nodes.size()).merge(nodes.get(node).all());
        nodes.get((node + 1) % nodes.size()).merge(nodes.get(node).all());
      }
    }
    assertThat(nodes).allSatisfy(node -> assertThat(node.all()).isEqualTo(nodes.get(0).all()));
    assertThat(nodes).extracting(SettingsMap::digest).containsOnly(nodes.get(0).digest());
  }

  @Test
  void settingsSurviveTheEndOfAllNodes() throws IOException {
    SettingsMap before = new SettingsMap(A, SettingsJournal.in(directory));
    before.put("mount/photos", bytes("s3a://photos"));
    before.put("mount/photos", bytes("s3a://pictures"));
    before.put("quota/photos", bytes("10g"));
    before.remove("quota/photos");

    SettingsMap after = new SettingsMap(A, SettingsJournal.in(directory));
    assertThat(after.all()).isEqualTo(before.all());
    assertThat(after.get("mount/photos")).hasValueSatisfying(is("s3a://pictures"));
  }

  @Test
  void recordThatACrashCutShortIsLeftOut() throws IOException {
    SettingsMap before = new SettingsMap(A, SettingsJournal.in(directory));
    before.put("a", bytes("kept"));
    before.put("b", bytes("cut short"));
    Path file = directory.resolve("settings.journal");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - 3));

    SettingsMap after = new SettingsMap(A, SettingsJournal.in(directory));
    assertThat(after.get("a")).hasValueSatisfying(is("kept"));
    assertThat(after.get("b")).isEmpty();
    after.put("c", bytes("goes on"));
    assertThat(new SettingsMap(A, SettingsJournal.in(directory)).all()).hasSize(2);
  }

  @Test
  void damagedRecordEndsTheJournal() throws IOException {
    SettingsMap before = new SettingsMap(A, SettingsJournal.in(directory));
    before.put("a", bytes("value"));
    Path file = directory.resolve("settings.journal");
    Files.write(file, new byte[] {0, 0, 0, 2, 1, 2, 3, 4, 5, 6}, StandardOpenOption.APPEND);

    assertThat(new SettingsMap(A, SettingsJournal.in(directory)).all()).hasSize(1);
  }

  @Test
  void whatIsTooLargeIsRefusedByName() throws IOException {
    SettingsMap map = new SettingsMap(A, SettingsJournal.none());
    assertThatThrownBy(() -> map.put("big", new byte[Setting.MOST_BYTES + 1]))
        .hasMessageContaining("setting big has 65537 bytes");
    for (int i = 0; i < SettingsMap.MOST_BYTES / Setting.MOST_BYTES - 1; i++) {
      map.put("k" + i, new byte[Setting.MOST_BYTES]);
    }
    assertThatThrownBy(() -> map.put("last", new byte[Setting.MOST_BYTES]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("last finds no room");
  }

  private static Consumer<byte[]> is(String text) {
    return value -> assertThat(new String(value, UTF_8)).isEqualTo(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
