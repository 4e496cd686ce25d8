package io.kindling.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionPlanTest {

  @Test
  void everyFileIsInExactlyOnePartition() {
    List<SourceFile> files = files(1000, 110_000);
    List<ImagesPartition> partitions =
        new PartitionPlan(4, BlockLocations.UNKNOWN).partitions(files);
    assertThat(partitions.stream().flatMap(one -> one.files().stream())).isEqualTo(files);
  }

  @Test
  void smallSetGivesEachCoreAFewTasks() {
    assertThat(new PartitionPlan(4, BlockLocations.UNKNOWN).partitions(files(1000, 110_000)))
        .hasSizeBetween(12, 13);
    assertThat(new PartitionPlan(4, BlockLocations.UNKNOWN).partitions(files(1, 110_000)))
        .hasSize(1);
  }

  @Test
  void noPartitionOfALargeSetHasMoreThanItsLimit() {
    List<ImagesPartition> partitions =
        new PartitionPlan(2, BlockLocations.UNKNOWN).partitions(files(20_000, 110_000));
    assertThat(partitions)
        .allMatch(
            one ->
                one.files().stream().mapToLong(SourceFile::length).sum() <= PartitionPlan.LARGEST);
  }

  @Test
  void filesOfOnePlaceGoTogetherAndPreferIt() {
    BlockLocations byName =
        file -> file.path().hashCode() % 2 == 0 ? "even.example" : "odd.example";
    List<ImagesPartition> partitions = new PartitionPlan(2, byName).partitions(files(100, 50_000));
    assertThat(partitions)
        .allSatisfy(
            one ->
                assertThat(one.files())
                    .extracting(byName::place)
                    .containsOnly(one.preferredLocations()));
    assertThat(partitions.stream().mapToInt(one -> one.files().size()).sum()).isEqualTo(100);
  }

  @Test
  void aMillionFilesArePlannedWithinSeconds() {
    List<SourceFile> files = files(1_000_000, 110_000);
    long start = System.nanoTime();
    List<ImagesPartition> partitions =
        new PartitionPlan(64, BlockLocations.UNKNOWN).partitions(files);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(partitions.stream().mapToInt(one -> one.files().size()).sum()).isEqualTo(1_000_000);
  }

  private static List<SourceFile> files(int count, long length) {
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(SourceFile.of("s3a://b/c/" + i + ".jpg", length, 0, null, Labels.NONE));
    }
    return files;
  }
}
