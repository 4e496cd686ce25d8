package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PicturePlanTest {

  @Test
  void picturesOfOneOwnerGoTogetherAndToIt() throws IOException {
    List<SourceFile> files = files(100);

    PicturePlan plan =
        PicturePlan.of(
            files, 2, file -> file.labels().label() % 2 == 0 ? "executor_a_1" : "executor_b_2");

    for (PicturePlan.Task task : plan.tasks()) {
      int owner = task.place().equals("executor_a_1") ? 0 : 1;
      assertThat(task.files()).isNotEmpty().allMatch(file -> file.labels().label() % 2 == owner);
    }
    assertThat(plan.tasks().stream().flatMap(task -> task.files().stream()))
        .containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void smallSetsGiveEveryCoreATask() throws IOException {
    assertThat(PicturePlan.of(files(8), 4, file -> PicturePlan.ANYWHERE).tasks()).hasSize(4);
    assertThat(PicturePlan.of(files(3), 4, file -> PicturePlan.ANYWHERE).tasks()).hasSize(3);
  }

  @Test
  void largeSetsAreSplitIntoTasksOfATenthOfASecond() throws IOException {
    PicturePlan plan = PicturePlan.of(files(1000), 2, file -> PicturePlan.ANYWHERE);

    assertThat(plan.tasks()).hasSize(8).allMatch(task -> task.files().size() <= 128);
  }

  private static List<SourceFile> files(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                SourceFile.of(
                    "cache:/m/" + i + ".jpg", 1000, 0, null, new Labels(i, "class", null)))
        .toList();
  }
}
