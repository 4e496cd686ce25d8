package io.kindling.image.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StandaloneNode;
import io.kindling.cache.node.WorkRefusedException;
import io.kindling.cache.store.Freed;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleJob;
import io.kindling.hadoop.load.SampleMaking.Found;
import io.kindling.hadoop.load.SampleMaking.Made;
import io.kindling.hadoop.load.SampleMaking.Missing;
import io.kindling.hadoop.load.SampleWork;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RawPixels;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardLimits;
import io.kindling.image.write.ShardedOutput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ready samples made and counted by a storage node. */
@Timeout(180)
class SampleJobIT {

  private static final int PICTURES = 18;

  /** Three megabytes each: four in a pack. */
  private static final String LARGE = "resize=1200x900";

  @TempDir Path folder;
  private final Map<String, String> options = new HashMap<>();
  private StandaloneNode node;
  private ClusterClient client;

  @BeforeEach
  void start() throws IOException {
    options.put("fs.cache.memory.size", "128m");
    options.put("fs.cache.cluster.secret", "secret");
    options.put("fs.cache.bind.host", "127.0.0.1");
    options.put("fs.cache.metadata.settle-time", "0s");
    options.put("fs.cache.metadata.freshness", "0s");
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    node = StandaloneNode.start(new NodePlace("127.0.0.1", "", "ann"), settings, null);
    options.put("fs.cache.cluster.seeds", node.registry().toString());
    client = KindlingProcess.observe(Settings.read(CacheOptions.ALL, options::get), "ann");
    Configuration configuration = new Configuration();
    options.forEach(configuration::set);
    configuration.set("fs.cache.mount.pictures", folder.toUri().toString());
    configuration.setBoolean("fs.cache.impl.disable.cache", true);
    KindlingProcess.offer(new SampleWork(configuration));
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  private SampleJob job(String transform) {
    return new SampleJob(client, List.of("/pictures/set"), transform, new LoadProgress());
  }

  @Test
  void packsOfPictureFilesAreCountedAsTheyAreMadeAndFreed() throws IOException {
    Path set = Files.createDirectories(folder.resolve("set"));
    for (int i = 0; i < PICTURES; i++) {
      Files.write(set.resolve(i + ".png"), picture());
    }
    Found before = job(LARGE).find();
    assertThat(before.packs()).isZero();
    assertThat(before.missing()).isGreaterThanOrEqualTo((PICTURES + 3) / 4);
    assertThat(before.count()).isEqualTo(Missing.ALL);
    assertThat(before.isComplete()).isFalse();

    Made made = job(LARGE).run();
    assertThat(made.made()).as("nothing was made by looking").isEqualTo(before.missing());
    Found after = job(LARGE).find();
    assertThat(after)
        .isEqualTo(new Found(made.packs(), 0, Missing.ALL, PICTURES, made.bytes(), List.of()));
    assertThat(after.isComplete()).isTrue();
    assertThat(job("resize=40x30").find().packs()).as("of another transform").isZero();
    assertThatThrownBy(() -> job("resise=40x30").find())
        .isInstanceOf(WorkRefusedException.class)
        .hasMessageContaining("resise");

    Files.write(set.resolve("0.png"), new byte[0]);
    Found changed = job(LARGE).find();
    assertThat(changed.missing()).as("the pack of the changed file").isPositive();
    assertThat(changed.packs()).isPositive();

    var freed = client.operator().free("file://" + folder + "/", Freed.Pinned.STAY);
    assertThat(freed).allMatch(each -> each.failure() == null);
    assertThat(job(LARGE).find().packs()).isZero();
  }

  @Test
  void packsOfContainersAreCountedUpToTheFirstThatIsMissing() throws IOException {
    Path set = Files.createDirectories(folder.resolve("set"));
    try (ShardedOutput output =
        new ShardedOutput(
            new Configuration(),
            new org.apache.hadoop.fs.Path(set.toUri()),
            new TfRecordShards(PictureEncoding.PNG),
            ShardLimits.records(1000),
            new ShardFormat.ShardPlace("train", 0, 1, 0, ""))) {
      for (int i = 0; i < PICTURES; i++) {
        RawPixels pixels = new RawPixels(60, 45, ByteBuffer.allocate(60 * 45 * 3));
        output.add(new OutgoingPicture("/picture" + i, new Labels(i % 3, null, null), pixels));
      }
      output.finish();
    }
    Found before = job(LARGE).find();
    assertThat(before.packs()).isZero();
    assertThat(before.missing()).isPositive();
    assertThat(before.count()).isEqualTo(Missing.AT_LEAST);
    Made made = job(LARGE).run();
    assertThat(made.samples()).isEqualTo(PICTURES);
    Found after = job(LARGE).find();
    assertThat(after.isComplete()).isTrue();
    assertThat(after.packs()).isEqualTo(made.packs());
    assertThat(after.samples()).isEqualTo(PICTURES);
  }

  private static byte[] picture() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(60, 45, BufferedImage.TYPE_3BYTE_BGR), "png", bytes);
    return bytes.toByteArray();
  }
}
