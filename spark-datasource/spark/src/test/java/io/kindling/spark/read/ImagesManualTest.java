package io.kindling.spark.read;

import io.kindling.spark.options.ManualTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The manual's table of the options of reads is that of the code. */
class ImagesManualTest {
  @Test
  void manualHasTheOptionsOfTheCode() throws IOException {
    ManualTable.check("options of reads", ImagesOption.class, ImagesOption.ALL);
  }
}
