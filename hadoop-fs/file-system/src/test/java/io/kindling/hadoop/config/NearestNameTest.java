package io.kindling.hadoop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  @ParameterizedTest
  @CsvSource({"acess, access, 1", "freshnes, freshness, 1", "pth, path, 1", "'', path, 4"})
  void fewestEditsWin(String wrong, String nearest, int edits) {
    assertThat(NearestName.edits(wrong, nearest)).isEqualTo(edits);
    assertThat(NearestName.of(wrong, List.of("freshness", "access", "path"))).isEqualTo(nearest);
  }
}
