package io.kindling.spark.write;

import io.kindling.spark.options.ManualTable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The manual's table of the options of writes is that of the code. */
class WriteManualTest {
  @Test
  void manualHasTheOptionsOfTheCode() throws IOException {
    ManualTable.check("options of writes", WriteOption.class, WriteOption.ALL);
  }
}
