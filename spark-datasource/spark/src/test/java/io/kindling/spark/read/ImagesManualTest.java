package io.kindling.spark.read;

import io.kindling.image.options.ImagesOption;
import io.kindling.image.options.SetOption;
import io.kindling.spark.options.ManualTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The manual's tables of the options of reads are those of the code. */
class ImagesManualTest {
  @Test
  void manualHasTheOptionsOfReads() throws IOException {
    ManualTable.check("options of reads", ImagesOption.class, ImagesOption.ALL);
  }

  @Test
  void manualHasTheOptionsOfSets() throws IOException {
    ManualTable.check("options of sets", SetOption.class, SetOption.ALL);
  }
}
