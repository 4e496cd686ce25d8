package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;

import com.intel.analytics.bigdl.utils.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** One jar serves every BigDL from 0.10 to 0.13; the full build runs the tests on each. */
class BigDlLineTest {

  @Test
  void theBuildRunsTheVersionThatItMeans() throws IOException {
    Properties version = new Properties();
    try (InputStream in =
        Engine.class.getResourceAsStream(
            "/META-INF/maven/com.intel.analytics.bigdl/bigdl-SPARK_2.4/pom.properties")) {
      version.load(in);
    }
    assertThat(version.getProperty("version"))
        .isEqualTo(System.getProperty("kindling.bigdl-version"));
  }
}
