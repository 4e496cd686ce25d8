package io.kindling.spark.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LayeredOptionsTest {
  @Test
  void upperOptionTakesThePlaceOfTheSameKeyInAnyCase() {
    assertThat(
            LayeredOptions.of(Map.of("Resize", "8x8", "mode", "failfast"), Map.of("resize", "4")))
        .isEqualTo(Map.of("resize", "4", "mode", "failfast"));
  }

  @Test
  void bothGivenMapsStayAsTheyAre() {
    Map<String, String> lower = Map.of("resize", "8x8");
    assertThat(LayeredOptions.of(lower, Map.of())).isEqualTo(lower);
    assertThat(LayeredOptions.of(Map.of(), lower)).isEqualTo(lower);
  }
}
