package io.kindling.cache.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeMarksTest {

  private final ChangeMarks marks = new ChangeMarks(100);

  @Test
  void answersFromBeforeAChangeAreOutdated() {
    marks.changed("s3://b/a", 10);
    assertThat(marks.isOutdated("s3://b/a", 10)).isTrue();
    assertThat(marks.isOutdated("s3://b/a", 11)).isFalse();
    assertThat(marks.isOutdated("s3://b/a/b", 10)).isFalse();
    assertThat(marks.isOutdated("s3://b/ab", 10)).isFalse();
    marks.changed("s3://b/a", 5);
    assertThat(marks.isOutdated("s3://b/a", 10)).isTrue();
  }

  @Test
  void treeIsEverythingBelowAndTheFolderItself() {
    marks.changedTree("s3://b/a/", 10);
    for (String path : new String[] {"s3://b/a", "s3://b/a/", "s3://b/a/c", "s3://b/a/c/d"}) {
      assertThat(marks.isOutdated(path, 10)).as(path).isTrue();
      assertThat(marks.isOutdated(path, 11)).as(path).isFalse();
    }
    for (String path : new String[] {"s3://b/ab", "s3://b", "s3://b/ab/a"}) {
      assertThat(marks.isOutdated(path, 10)).as(path).isFalse();
    }
  }

  @Test
  void everythingBeforeAMomentCanBeOutdated() {
    marks.changed("/a", 20);
    marks.changedAll(10);
    assertThat(marks.isOutdated("/b", 10)).isTrue();
    assertThat(marks.isOutdated("/b", 11)).isFalse();
    assertThat(marks.isOutdated("/a", 20)).isTrue();
  }

  /** Whatever is forgotten for lack of room, no change is overlooked. */
  @Test
  void moreMarksThanThereIsRoomForOverlookNoChange() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, Long> changes = new HashMap<>();
    Map<String, Long> trees = new HashMap<>();
    for (int now = 1; now <= 5_000; now++) {
      String path = "/d" + random.nextInt(40) + "/f" + random.nextInt(40);
      if (random.nextInt(10) == 0) {
        path = path.substring(0, path.lastIndexOf('/'));
        marks.changedTree(path, now);
        trees.put(path, (long) now);
      } else {
        marks.changed(path, now);
        changes.put(path, (long) now);
      }
      String asked = "/d" + random.nextInt(40) + "/f" + random.nextInt(40);
      long last =
          Math.max(
              changes.getOrDefault(asked, 0L),
              trees.getOrDefault(asked.substring(0, asked.lastIndexOf('/')), 0L));
      if (last > 0) {
        assertThat(marks.isOutdated(asked, last)).as("seed %d at %d", seed, now).isTrue();
      }
      assertThat(marks.isOutdated(asked, now + 1L)).as("seed %d at %d", seed, now).isFalse();
    }
  }
}
