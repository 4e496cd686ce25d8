package io.kindling.image.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.image.CachedFolder;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceBytes;
import io.kindling.image.write.NumberedPictures;
import io.kindling.image.write.ShardFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the bytes of containers came from, of a folder cached in this JVM. */
class ContainerSourcesTest {
  private static final int PICTURES = 40;

  @TempDir Path folder;
  private Configuration configuration;

  @BeforeEach
  void mount() {
    configuration = CachedFolder.mounted("shards", folder);
  }

  @ParameterizedTest
  @MethodSource("io.kindling.image.write.NumberedPictures#formats")
  void bytesOfShardsAreCounted(ShardFormat format) throws IOException {
    NumberedPictures.write(configuration, folder, format, 0, PICTURES);
    assertCounted();
  }

  @Test
  void bytesOfParquetAreCounted() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message m { required binary p; }");
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(
                new org.apache.hadoop.fs.Path(folder.resolve("a.parquet").toUri()))
            .withType(schema)
            .build()) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] picture = new byte[5000];
        new Random(i).nextBytes(picture);
        writer.write(
            new SimpleGroupFactory(schema)
                .newGroup()
                .append("p", Binary.fromConstantByteArray(picture)));
      }
    }
    assertCounted();
  }

  private void assertCounted() throws IOException {
    PictureSet set =
        PictureSet.list(
            configuration,
            List.of(new org.apache.hadoop.fs.Path("cache:///shards")),
            ListingOptions.defaults());
    for (long range : new long[] {Long.MAX_VALUE / 2, 30_000}) {
      List<RecordSplit> splits = Records.splits(set, range);
      MetricsSnapshot before = KindlingProcess.metrics();
      SourceBytes sources = sources(splits, set);
      MetricsSnapshot counted = KindlingProcess.metrics().minus(before);
      assertThat(sources.memory() + sources.disk() + sources.peer() + sources.underStore())
          .isEqualTo(counted.get(Metric.REQUESTED_BYTES))
          .isPositive();
      assertThat(sources.memory()).isEqualTo(counted.get(Metric.MEMORY_BYTES));
      assertThat(sources.underStore()).isEqualTo(counted.get(Metric.UNDER_STORE_BYTES));
    }
  }

  private SourceBytes sources(List<RecordSplit> splits, PictureSet set) throws IOException {
    SourceBytes sources = SourceBytes.NONE;
    int records = 0;
    for (RecordSplit split : splits) {
      try (RecordStream stream = RecordStream.open(configuration, split, set.reading())) {
        while (stream.next() != null) {
          records++;
        }
        sources = sources.plus(stream.sources());
      }
    }
    assertThat(records).isEqualTo(PICTURES);
    return sources;
  }
}
