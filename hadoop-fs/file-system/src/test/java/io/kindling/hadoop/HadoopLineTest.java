package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One class name serves every Hadoop line; the build runs this on each. */
class HadoopLineTest {

  private static final List<String> NEWER =
      List.of("LeaseRecoverable", "SafeMode", "WithErasureCoding");

  @TempDir java.nio.file.Path folder;

  @Test
  void buildRunsTheLineThatItMeans() {
    String meant = System.getProperty("kindling.hadoop-version", "3.4.3");
    assertThat(VersionInfo.getVersion()).isEqualTo(meant);
  }

  @Test
  void everyWayToMakeOneGivesTheInterfacesOfTheLine() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.file.impl", CachingFileSystem.class.getName());
    configuration.setBoolean("fs.cache.impl.disable.cache", true);
    try (FileSystem byService = TestMounts.open(configuration);
        FileSystem taken = FileSystem.newInstance(folder.toUri(), configuration);
        FileSystem uncached = new Path("cache:///local").getFileSystem(configuration)) {
      for (FileSystem made : List.of(byService, taken, uncached)) {
        assertThat(made).isInstanceOf(CachingFileSystem.class);
        assertThat(interfaces(made.getClass()).containsAll(NEWER)).isEqualTo(isNewer());
        assertThatCode(() -> made.getClass().getMethods()).doesNotThrowAnyException();
      }
    }
    assertThatCode(CachingFileSystem.class::getMethods).doesNotThrowAnyException();
    assertThatCode(CacheFs.class::getMethods).doesNotThrowAnyException();
  }

  private static boolean isNewer() {
    return !VersionInfo.getVersion().startsWith("3.3.");
  }

  private static List<String> interfaces(Class<?> type) {
    return Arrays.stream(type.getInterfaces()).map(Class::getSimpleName).toList();
  }
}
