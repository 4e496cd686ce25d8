package io.kindling.cache.transfer;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** As the other, where the bytes go through memory that owner and reader share. */
class DamagedSharedBlockTest extends DamagedBlockTest {

  @TempDir private Path temporary;

  @Override
  String socketDirectory() {
    return temporary.resolve("sockets").toString();
  }
}
