package io.kindling.image.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTestTest {
  private static final SourceFile PICTURE =
      SourceFile.of("file:/set/ant/1.jpg", 50, 2_000, null, new Labels(3, "ant", null));

  @Test
  void unknownIsNeitherTrueNorFalse() {
    PictureTest unknown = PictureTest.compared(KnownColumn.SPLIT, Comparison.EQUAL, "train");
    PictureTest yes = PictureTest.compared(KnownColumn.LABEL, Comparison.LESS, 4L);
    assertThat(unknown.passes(PICTURE)).isFalse();
    assertThat(unknown.not().passes(PICTURE)).isFalse();
    assertThat(unknown.or(yes).passes(PICTURE)).isTrue();
    assertThat(unknown.and(yes).not().passes(PICTURE)).isFalse();
    assertThat(unknown.and(yes.not()).not().passes(PICTURE)).isTrue();
    assertThat(PictureTest.same(KnownColumn.SPLIT, "train").not().passes(PICTURE)).isTrue();
    assertThat(PictureTest.same(KnownColumn.SPLIT, null).passes(PICTURE)).isTrue();
    assertThat(PictureTest.in(KnownColumn.LABEL, Arrays.asList(1L, null)).not().passes(PICTURE))
        .isFalse();
    assertThat(PictureTest.in(KnownColumn.LABEL, List.of(1L, 3L)).passes(PICTURE)).isTrue();
  }

  @Test
  void timesAreMicrosecondsAndMayBeUnknown() {
    PictureTest after =
        PictureTest.compared(KnownColumn.MODIFICATION_TIME, Comparison.AT_LEAST, 2_000_000L);
    assertThat(after.passes(PICTURE)).isTrue();
    PictureRecord timeless =
        new PictureRecord(
            "table",
            PictureRecord.NO_TIME,
            Labels.NONE,
            1,
            () -> {
              throw new IllegalStateException("not read");
            });
    assertThat(after.passes(timeless)).isFalse();
    assertThat(PictureTest.isNull(KnownColumn.MODIFICATION_TIME).passes(timeless)).isTrue();
  }

  @Test
  void onlyWhatAllPicturesOfAContainerShareIsAskedOfContainers() {
    PictureTest split = PictureTest.compared(KnownColumn.SPLIT, Comparison.EQUAL, "train");
    assertThat(split.isOfContainers()).isTrue();
    assertThat(split.or(PictureTest.isNull(KnownColumn.LABEL)).isOfContainers()).isFalse();
  }

  @Test
  void textsAreOrderedByTheirUtf8Bytes() {
    List<String> texts = List.of("", "a", "ab", "b", "é", "\uE000", "\uFFFD", "\uD83D\uDC1D");
    for (String one : texts) {
      for (String other : texts) {
        assertThat(Integer.signum(TextOrder.compare(one, other)))
            .as(one + " and " + other)
            .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes(one), bytes(other))));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
