package io.kindling.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.config.CacheOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which slot of shared directories a process gets, in this JVM and beside another. */
class DiskSlotsTest {

  @TempDir private Path folder;
  private final List<DirectoryLock> claims = new ArrayList<>();
  private final List<ChildProgram> programs = new ArrayList<>();

  @AfterEach
  void giveBack() throws IOException {
    DiskSlots.release(claims);
    programs.forEach(ChildProgram::close);
  }

  @Test
  void lowestFreeSlotIsTaken() throws Exception {
    assertThat(claim(3)).isEqualTo("node-0");
    assertThat(claim(3)).isEqualTo("node-1");
    assertThat(claim(3)).isEqualTo("node-2");
    claims.remove(1).close();
    assertThat(claim(3)).isEqualTo("node-1");
  }

  @Test
  void slotIsTheSameInAllDirectories() throws Exception {
    List<Path> both = List.of(folder.resolve("a"), folder.resolve("b"));
    claims.addAll(DiskSlots.claim(settings(List.of(folder.resolve("b")), 4, DiskSlots.Kind.NODE)));
    List<DirectoryLock> second = DiskSlots.claim(settings(both, 4, DiskSlots.Kind.NODE));
    claims.addAll(second);
    assertThat(second)
        .extracting(claim -> folder.relativize(claim.directory()).toString())
        .containsExactly("a/node-1", "b/node-1");
    assertThat(DiskSlots.live(folder.resolve("a")).orElseThrow())
        .containsExactly(folder.resolve("a/node-1"));
  }

  @Test
  void allSlotsTakenIsRefusedWithTheKeyToRaise() throws Exception {
    claim(2);
    claim(2);
    assertThatThrownBy(() -> claim(2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("2 slots")
        .hasMessageContaining(CacheOptions.DISK_SLOTS.key());
  }

  @Test
  void processWithoutClusterTakesNoSlotOfANode() throws Exception {
    claims.addAll(DiskSlots.claim(settings(List.of(folder), 2, DiskSlots.Kind.LONE)));
    assertThat(claims.get(0).directory().getFileName()).hasToString("lone-0");
    assertThat(claim(2)).isEqualTo("node-0");
    assertThat(DiskSlots.live(folder).orElseThrow()).hasSize(2);
  }

  @Test
  void lookingAtSlotsOfThisProcessLeavesThemToIt() throws Exception {
    claim(3);
    assertThat(DiskSlots.live(folder).orElseThrow()).hasSize(1);
    assertThat(DiskSlots.reclaim(folder, Duration.ZERO)).isZero();
    ChildProgram other = start();
    other.await("SLOT node-1");
  }

  @Test
  void killedProcessLeavesItsSlotToTheNextOne() throws Exception {
    ChildProgram first = start();
    first.await("SLOT node-0");
    ChildProgram second = start();
    second.await("SLOT node-1");
    assertThat(claim(4)).isEqualTo("node-2");
    first.signal("KILL");
    first.exitValue();
    ChildProgram third = start();
    third.await("SLOT node-0");
    assertThat(DiskSlots.live(folder).orElseThrow()).hasSize(3);
  }

  @Test
  void blocksOfASlotUnusedForLongAreDeletedAndItsIdentityStays() throws Exception {
    Path old = formerSlot("node-7", Duration.ofDays(8));
    Path young = formerSlot("node-8", Duration.ofDays(6));
    claim(4);
    assertThat(DiskSlots.reclaim(folder, Duration.ofDays(7))).isEqualTo(1000);
    assertThat(old.resolve("segment-00000")).doesNotExist();
    assertThat(old.resolve("journal")).doesNotExist();
    assertThat(old.resolve("identity")).exists();
    assertThat(young.resolve("segment-00000")).exists();
    assertThat(DiskSlots.reclaim(folder, Duration.ofDays(7))).isZero();
  }

  private Path formerSlot(String name, Duration age) throws IOException {
    Path slot = Files.createDirectories(folder.resolve(name));
    for (String file : List.of("lock", "journal", "identity")) {
      Files.createFile(slot.resolve(file));
    }
    Files.write(slot.resolve("segment-00000"), new byte[1000]);
    Files.setLastModifiedTime(slot, FileTime.from(Instant.now().minus(age)));
    return slot;
  }

  private ChildProgram start() throws IOException {
    ChildProgram program =
        ChildProgram.start(folder, SlotProgram.class, List.of(folder.toString()));
    programs.add(program);
    return program;
  }

  private String claim(int most) throws IOException {
    List<DirectoryLock> claim =
        DiskSlots.claim(settings(List.of(folder), most, DiskSlots.Kind.NODE));
    claims.addAll(claim);
    return claim.get(0).directory().getFileName().toString();
  }

  static DiskSettings settings(List<Path> directories, int most, DiskSlots.Kind kind) {
    return new DiskSettings(
        directories, 1 << 20, 0, 4096, 4096, new DiskSlots.Rules(kind, most, Duration.ofDays(7)));
  }

  /** Takes a slot below the directory it is told, says which, and keeps it. */
  static final class SlotProgram {

    private SlotProgram() {}

    public static void main(String[] arguments) throws Exception {
      List<Path> directories = List.of(Path.of(arguments[0]));
      List<DirectoryLock> claim = DiskSlots.claim(settings(directories, 4, DiskSlots.Kind.NODE));
      System.out.println("SLOT " + claim.get(0).directory().getFileName());
      while (System.in.read() >= 0) {
        // Nothing is said; the end of the input is the parent's end.
      }
      DiskSlots.release(claim);
    }
  }
}
