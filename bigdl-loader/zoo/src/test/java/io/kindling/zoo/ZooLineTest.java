package io.kindling.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.intel.analytics.zoo.common.NNContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** One jar serves every Zoo from 0.7 to 0.8.1; the full build runs the tests on each. */
class ZooLineTest {

  @Test
  void theBuildRunsTheVersionThatItMeans() throws IOException {
    Properties version = new Properties();
    try (InputStream in = NNContext.class.getResourceAsStream("/zoo-version-info.properties")) {
      version.load(in);
    }
    assertThat(version.getProperty("analytics_zoo_verion"))
        .isEqualTo(System.getProperty("kindling.zoo-version"));
  }
}
