package io.kindling.image.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of 800 small files in two class folders; nothing is read. */
class SamplePlanTest {
  private static final int FILES = 800;
  private static final int MOST = 16;

  @TempDir Path folder;
  private Configuration configuration;

  @BeforeEach
  void writeFiles() throws IOException {
    configuration = new Configuration();
    configuration.set("fs.cache.mount.pictures", folder.toUri().toString());
    configuration.set("fs.cache.metadata.freshness", "0ms");
    configuration.set("fs.cache.memory.size", "128m");
    configuration.setBoolean("fs.cache.impl.disable.cache", true);
    for (String name : List.of("ant", "bee")) {
      Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < FILES / 2; i++) {
        write(name + "/" + i + ".png");
      }
    }
  }

  @Test
  void everyFileIsInOnePackOfReasonableSizeThatMixesClasses() throws IOException {
    List<Set<String>> packs = packs();
    Set<String> all = new HashSet<>();
    packs.forEach(
        pack -> assertThat(all).doesNotContainAnyElementsOf(pack).satisfies(x -> all.addAll(pack)));
    assertThat(all).hasSize(FILES);
    assertThat(packs.subList(0, packs.size() - 1))
        .allSatisfy(pack -> assertThat(pack.size()).isBetween(MOST / 2, MOST));
    assertThat(packs.stream().filter(SamplePlanTest::isMixed).count())
        .isGreaterThan(packs.size() * 9L / 10);
  }

  @Test
  void fileThatComesChangesThePacksAroundItOnly() throws IOException {
    List<Set<String>> before = packs();
    assertThat(packs()).isEqualTo(before);
    write("ant/another.png");
    List<Set<String>> after = packs();
    Set<Set<String>> kept = new HashSet<>(before);
    kept.retainAll(after);
    assertThat(kept.size()).isBetween(before.size() / 2, before.size() - 1);
  }

  @Test
  void setIsDividedOnceHoweverOftenItIsRead() throws IOException {
    SamplePlan plan = new SamplePlan(configuration, transform());
    PictureSet set = set();
    List<SamplePlan.SampleSplit> first = plan.splits(set);
    List<SamplePlan.SampleSplit> second = plan.splits(set);
    assertThat(second).hasSameSizeAs(first);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i).split()).isSameAs(first.get(i).split());
    }
    write("bee/another.png");
    assertThat(plan.splits(set())).isNotEqualTo(first);
  }

  private List<Set<String>> packs() throws IOException {
    List<Set<String>> packs = new ArrayList<>();
    for (SamplePlan.SampleSplit split : new SamplePlan(configuration, transform()).splits(set())) {
      packs.add(
          ((FileRun) split.split())
              .files().stream().map(SourceFile::path).collect(Collectors.toSet()));
    }
    return packs;
  }

  private static SampleTransform transform() {
    return new SampleTransform(DecodeOptions.bgr().withSize(TargetSize.exactly(591, 591)));
  }

  private PictureSet set() throws IOException {
    return PictureSet.list(
        configuration,
        List.of(new org.apache.hadoop.fs.Path("cache:///pictures")),
        ListingOptions.defaults());
  }

  private static boolean isMixed(Set<String> pack) {
    return pack.stream().anyMatch(path -> path.contains("/ant/"))
        && pack.stream().anyMatch(path -> path.contains("/bee/"));
  }

  private void write(String name) throws IOException {
    Files.writeString(folder.resolve(name), "never read");
  }
}
