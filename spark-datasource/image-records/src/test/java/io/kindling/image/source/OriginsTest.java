package io.kindling.image.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private final Origins origins = new Origins();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cache:/m/ant/1.jpg",
        "cache:/m/ant/2.jpg",
        "cache:/1.jpg",
        "cache:/m/ant/a b.jpg",
        "cache:/m/a b/1.jpg",
        "cache:/m/a b/2.jpg",
        "cache:/m/ä/1.jpg",
        "cache:/m/x/%20.jpg",
        "s3a://bucket/m/1.jpg",
        "s3a://bucket/1.jpg",
        "s3a://bucket/m/2.jpg",
        "file:/m/.hidden",
        "cache:/m/shard.tar#ant/1.jpg",
        "cache:/m/shard.tfrecord#100",
        "cache:/m/2024:01.jpg",
        "/m/1.jpg"
      })
  void originIsThatOfSparksSource(String path) {
    URI uri = new Path(path).toUri();
    String expected =
        uri.getScheme() == null
            ? path
            : uri.getAuthority() == null
                ? uri.getScheme() + "://" + uri.getRawPath()
                : uri.toString();
    // The second time from what is known of the folder.
    assertThat(origins.of(path)).isEqualTo(expected);
    assertThat(origins.of(path)).isEqualTo(expected);
  }
}
