package io.kindling.hadoop.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenWritesTest {

  @Test
  void aFileIsChangingUntilItsLastWriterEnds() {
    String file = "hdfs://a:8020/written";
    Runnable first = OpenWrites.begin(file);
    Runnable second = OpenWrites.begin(file);
    first.run();
    assertThat(OpenWrites.has(file)).isTrue();
    assertThat(OpenWrites.has("hdfs://a:8020/other")).isFalse();
    second.run();
    assertThat(OpenWrites.has(file)).isFalse();
  }

  @Test
  void aFileIsChangingUntilTheStoreShowsWhereItWasCut() {
    String file = "hdfs://a:8020/cut";
    OpenWrites.cutLater(file, 4);
    OpenWrites.shown(file, 10);
    assertThat(OpenWrites.has(file)).isTrue();
    OpenWrites.shown(file, 4);
    assertThat(OpenWrites.has(file)).isFalse();
  }

  @Test
  void whoMayWriteToAFileNeedNotWaitForItsCut() {
    String file = "hdfs://a:8020/appended";
    OpenWrites.cutLater(file, 4);
    Runnable end = OpenWrites.begin(file);
    end.run();
    assertThat(OpenWrites.has(file)).isFalse();
  }
}
