package io.kindling.bigdl.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.record.FileRun;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionPlanTest {

  private static final RecordSplit SPLIT =
      new FileRun(List.of(SourceFile.of("cache:/m/a.jpg", 10, 0, null, Labels.NONE)));

  @Test
  void partitionsGetEquallyManyPicturesAndNoneIsLost() {
    List<PartitionPlan> plans = List.of(plan(0, 50, 3), plan(10, 5), plan(20), plan(30, 7, 7, 7));

    List<PartitionPlan> balanced = PartitionPlan.balanced(plans);

    assertThat(balanced.stream().map(PartitionPlan::pictures)).containsExactly(20, 20, 20, 19);
    assertThat(balanced.stream().flatMap(plan -> pictures(plan).stream()))
        .containsExactlyInAnyOrderElementsOf(
            plans.stream().flatMap(plan -> pictures(plan).stream()).toList());
  }

  @Test
  void whoHasItsShareKeepsItsOwnPictures() {
    List<PartitionPlan> balanced = PartitionPlan.balanced(List.of(plan(0, 30, 30), plan(10, 40)));

    assertThat(pictures(balanced.get(0))).containsAll(pictures(plan(0, 30))).hasSize(50);
    assertThat(pictures(balanced.get(1))).containsAll(pictures(plan(10, 40))).hasSize(50);
  }

  @Test
  void slicesCoverAllPicturesInTheirOrder() {
    PartitionPlan plan = plan(0, 5, 1, 9);

    List<String> sliced = new ArrayList<>();
    for (int from = 0; from < 15; from += 4) {
      PartitionPlan slice = plan.slice(from, Math.min(15, from + 4));
      assertThat(slice.pictures()).isEqualTo(Math.min(4, 15 - from));
      sliced.addAll(pictures(slice));
    }

    assertThat(sliced).containsExactlyElementsOf(pictures(plan));
  }

  /** Packs of a partition, numbered from a number on. */
  private static PartitionPlan plan(int firstPack, int... pictures) {
    return new PartitionPlan(
        IntStream.range(0, pictures.length)
            .mapToObj(i -> new PackPart(SPLIT, firstPack + i, 0, pictures[i]))
            .toList());
  }

  private static List<String> pictures(PartitionPlan plan) {
    List<String> pictures = new ArrayList<>();
    for (PackPart part : plan.parts()) {
      for (int i = 0; i < part.count(); i++) {
        pictures.add(part.pack() + ":" + (part.first() + i));
      }
    }
    return pictures;
  }
}
