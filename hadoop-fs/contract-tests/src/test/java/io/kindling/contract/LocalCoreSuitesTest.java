package io.kindling.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The core of Hadoop's suites over the local file system, compared with the bare one. */
class LocalCoreSuitesTest {

  @TestFactory
  Stream<DynamicTest> suites() throws IOException {
    return new SuiteTests(new LocalStore(Path.of("target/suites/local-core"))).some(Suites.CORE);
  }
}
