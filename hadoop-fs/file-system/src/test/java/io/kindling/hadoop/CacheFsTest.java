package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.hadoop.read.CachingInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFsTest {

  @TempDir java.nio.file.Path folder;

  @Test
  void fileContextReadsAndWritesThroughTheCache() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
    FileContext files = FileContext.getFileContext(URI.create("cache:///"), configuration);
    Path first = new Path("cache:///local/sub/a.txt");
    Path second = new Path("cache:///local/sub/b.txt");

    try (FSDataOutputStream output =
        files.create(first, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      output.writeBytes("text");
    }
    files.rename(first, second, Rename.NONE);

    assertThat(files.util().exists(first)).isFalse();
    assertThat(files.listStatus(new Path("cache:///local/sub")).next().getPath()).isEqualTo(second);
    try (FSDataInputStream input = files.open(second)) {
      assertThat(input.getWrappedStream()).isInstanceOf(CachingInputStream.class);
      assertThat(input.readAllBytes()).hasSize(4);
    }
    assertThat(Files.readString(folder.resolve("sub/b.txt"))).isEqualTo("text");
    assertThat(files.delete(second.getParent(), true)).isTrue();
  }
}
