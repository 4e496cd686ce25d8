package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.client.FileChangedException;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.PackWriter;
import io.kindling.cache.pack.SourceRange;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.PackSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of the first bytes of files in a folder. */
class FilePacksTest {

  private static final int RECORD = 8;
  private static final PackShape SHAPE = new PackShape(RECORD, 0, 4);

  @TempDir java.nio.file.Path folder;
  private final AtomicInteger made = new AtomicInteger();
  private Configuration configuration;
  private FileSystem cached;

  @BeforeEach
  void start() throws IOException {
    configuration = TestMounts.local(folder);
    configuration.set("fs.cache.metadata.freshness", "0ms");
    cached = TestMounts.open(configuration);
    write("a", "content of a");
    write("b", "content of b");
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
  }

  @Test
  void packIsMadeOnceForAllFileSystemsOfTheProcess() throws IOException {
    assertThat(records(cached, "a", "b")).containsExactly("content ", "content ");
    try (FileSystem other = TestMounts.open(configuration)) {
      assertThat(records(other, "a", "b")).containsExactly("content ", "content ");
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void fileThatHasChangedHasAnotherPack() throws IOException {
    records(cached, "a", "b");
    write("b", "another content");
    assertThat(records(cached, "a", "b")).containsExactly("content ", "another ");
    assertThat(made).hasValue(2);
  }

  @Test
  void fileThatChangesWhileItIsReadMakesNoPack() throws IOException {
    FilePacks packs = FilePacks.of(cached, path("a"));
    List<PackSource> sources = sources(packs, "a");
    assertThatThrownBy(
            () ->
                packs.open(
                    key(sources),
                    sources,
                    writer -> {
                      write("a", "changed in between");
                      add(writer, cached, sources);
                    }))
        .isInstanceOf(FileChangedException.class)
        .hasMessageContaining("/a");
    assertThat(records(cached, "a")).containsExactly("changed ");
  }

  @Test
  void sourcesOfAPackThatIsThereAreNotAskedFor() throws IOException {
    FilePacks packs = FilePacks.of(cached, path("a"));
    List<PackSource> sources = sources(packs, "a", "b");
    AtomicInteger asked = new AtomicInteger();
    for (int reader = 0; reader < 3; reader++) {
      try (Pack pack =
          packs.open(
              key(sources),
              path("a"),
              () -> {
                asked.incrementAndGet();
                return sources;
              },
              writer -> {
                made.incrementAndGet();
                add(writer, cached, sources);
              })) {
        assertThat(pack.records()).isEqualTo(2);
      }
    }
    assertThat(made).hasValue(1);
    assertThat(asked).as("by the maker").hasValue(1);
  }

  @Test
  void sourcesThatAreNotTheKeysMakeNoPack() throws IOException {
    FilePacks packs = FilePacks.of(cached, path("a"));
    PackKey key = key(sources(packs, "a"));
    assertThatThrownBy(
            () ->
                packs.open(
                    key,
                    path("a"),
                    () -> sources(packs, "b"),
                    writer -> {
                      throw new IllegalStateException("made " + key);
                    }))
        .isInstanceOf(PathIOException.class)
        .hasMessageContaining("/b")
        .hasMessageContaining("not what the pack");
  }

  @Test
  void statusWithoutEtagProvesNothingElsewhere() throws IOException {
    FilePacks packs = FilePacks.of(cached, path("a"));
    FileStatus known = cached.getFileStatus(path("a"));
    FileStatus travelled =
        new FileStatus(known.getLen(), false, 1, 1, known.getModificationTime(), path("a"));
    assertThat(packs.proven(path("a"), travelled)).isNull();
  }

  @Test
  void errorOfTheMakerIsItsCallersOwn() throws IOException {
    FilePacks packs = FilePacks.of(cached, path("a"));
    List<PackSource> sources = sources(packs, "a");
    IOException failure = new IOException("no such decoder");
    assertThatThrownBy(
            () ->
                packs.open(
                    key(sources),
                    sources,
                    writer -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(records(cached, "a")).containsExactly("content ");
  }

  @Test
  void pathOutsideOfTheCacheIsRefusedWithTheWayOut() throws IOException {
    Path local = new Path(folder.resolve("a").toUri());
    FileSystem bare = local.getFileSystem(new Configuration());
    assertThatThrownBy(() -> FilePacks.of(bare, local))
        .isInstanceOf(PathIOException.class)
        .hasMessageContaining(local.toString())
        .hasMessageContaining("fs.cache.mount.<name>=file:///");
  }

  @Test
  void nobodyOwnsFilesWithoutACluster() throws IOException {
    assertThat(FilePacks.of(cached, path("a")).owner(path("a"), 0)).isNull();
  }

  private List<String> records(FileSystem fileSystem, String... names) throws IOException {
    FilePacks packs = FilePacks.of(fileSystem, path(names[0]));
    List<PackSource> sources = sources(packs, names);
    List<String> records = new ArrayList<>();
    try (Pack pack =
        packs.open(
            key(sources),
            sources,
            writer -> {
              made.incrementAndGet();
              add(writer, fileSystem, sources);
            })) {
      for (int i = 0; i < pack.records(); i++) {
        records.add(StandardCharsets.UTF_8.decode(pack.record(i)).toString());
      }
    }
    return records;
  }

  private List<PackSource> sources(FilePacks packs, String... names) throws IOException {
    List<PackSource> sources = new ArrayList<>();
    for (String name : names) {
      sources.add(packs.source(path(name), cached.getFileStatus(path(name))));
    }
    return sources;
  }

  private static PackKey key(List<PackSource> sources) {
    return PackKey.of(
        sources.stream().map(source -> SourceRange.wholeFile(source.version())).toList(),
        "first bytes",
        SHAPE);
  }

  private static void add(PackWriter writer, FileSystem fileSystem, List<PackSource> sources)
      throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      byte[] first = new byte[RECORD];
      try (FSDataInputStream input = fileSystem.open(sources.get(i).path())) {
        input.readFully(0, first);
      }
      writer.record().put(first);
      writer.add(i, 0, i);
    }
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  private static Path path(String name) {
    return new Path("cache:///local/" + name);
  }
}
