package io.kindling.image.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.listing.Layout;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class PartitionPlanTest {

  @Test
  void everyFileIsInExactlyOnePartition() {
    List<SourceFile> files = files(1000, 110_000);
    assertThat(inOrder(plan(4, BlockLocations.UNKNOWN, files))).isEqualTo(files);
  }

  @Test
  void smallSetGivesEachCoreAFewTasks() {
    assertThat(plan(4, BlockLocations.UNKNOWN, files(1000, 110_000))).hasSizeBetween(12, 13);
    assertThat(plan(4, BlockLocations.UNKNOWN, files(1, 110_000))).hasSize(1);
    assertThat(plan(4, BlockLocations.UNKNOWN, List.of())).isEmpty();
  }

  @Test
  void noPartitionOfALargeSetHasMoreThanItsLimit() {
    assertThat(plan(2, BlockLocations.UNKNOWN, files(20_000, 110_000)))
        .allMatch(one -> one.bytes() <= PartitionPlan.LARGEST);
  }

  @Test
  void filesOfOnePlaceGoTogetherAndPreferIt() {
    BlockLocations byName =
        (file, start) -> file.path().hashCode() % 2 == 0 ? "even.example" : "odd.example";
    List<SplitsPartition> partitions = plan(2, byName, files(100, 50_000));
    assertThat(partitions)
        .allSatisfy(
            one ->
                assertThat(files(one).map(file -> byName.place(file, 0)))
                    .containsOnly(one.place()));
    assertThat(inOrder(partitions)).hasSize(100);
  }

  @Test
  void epochHasItsOwnOrderAndEveryPictureOnce() {
    BlockLocations byName =
        (file, start) -> file.path().hashCode() % 2 == 0 ? "even.example" : "odd.example";
    List<SourceFile> files = files(500, 50_000);
    List<SourceFile> first = inOrder(shuffled(byName, files, 7, 0));
    List<SourceFile> second = inOrder(shuffled(byName, files, 7, 1));
    assertThat(first).containsExactlyInAnyOrderElementsOf(files).isNotEqualTo(files);
    assertThat(second).containsExactlyInAnyOrderElementsOf(files).isNotEqualTo(first);
    assertThat(inOrder(shuffled(byName, files, 7, 0))).isEqualTo(first);
    assertThat(inOrder(shuffled(byName, files, 8, 0))).isNotEqualTo(first);
  }

  @Test
  void shuffledPartitionsStillPreferTheirPlace() {
    BlockLocations byName =
        (file, start) -> file.path().hashCode() % 2 == 0 ? "even.example" : "odd.example";
    assertThat(shuffled(byName, files(500, 50_000), 7, 3))
        .allSatisfy(
            one ->
                assertThat(files(one).map(file -> byName.place(file, 0)))
                    .containsOnly(one.place()));
  }

  @Test
  void rangesOfContainersCoverTheirFiles() {
    List<SourceFile> files = files(3, 100 << 20);
    PictureSet set =
        new PictureSet(
            List.of(new Path("s3a://b/c")),
            Layout.SEQUENCE_FILE,
            List.of(),
            List.of(),
            files,
            RecordOptions.defaults());
    List<ContainerRange> ranges =
        PartitionPlan.of(set, files, new Configuration(false), 2)
            .partitions(files, EpochOrder.LISTED)
            .stream()
            .flatMap(one -> one.splits().stream())
            .map(ContainerRange.class::cast)
            .toList();
    assertThat(ranges.stream().mapToLong(ContainerRange::length).sum()).isEqualTo(3 * (100L << 20));
    assertThat(ranges).hasSizeGreaterThan(3);
  }

  @Test
  void aMillionFilesArePlannedWithinSeconds() {
    List<SourceFile> files = files(1_000_000, 110_000);
    long start = System.nanoTime();
    List<SplitsPartition> partitions = plan(64, BlockLocations.UNKNOWN, files);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(partitions.stream().mapToLong(one -> files(one).count()).sum()).isEqualTo(1_000_000);
  }

  private static List<SplitsPartition> plan(
      int cores, BlockLocations locations, List<SourceFile> files) {
    return new PartitionPlan(cores, locations).partitions(files, EpochOrder.LISTED);
  }

  private static List<SplitsPartition> shuffled(
      BlockLocations locations, List<SourceFile> files, long seed, long epoch) {
    return new PartitionPlan(4, locations).partitions(files, EpochOrder.shuffled(seed, epoch));
  }

  private static Stream<SourceFile> files(SplitsPartition partition) {
    return partition.splits().stream().flatMap(split -> ((FileRun) split).files().stream());
  }

  private static List<SourceFile> inOrder(List<SplitsPartition> partitions) {
    return partitions.stream().flatMap(PartitionPlanTest::files).toList();
  }

  private static List<SourceFile> files(int count, long length) {
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(SourceFile.of("s3a://b/c/" + i + ".jpg", length, 0, null, Labels.NONE));
    }
    return files;
  }
}
