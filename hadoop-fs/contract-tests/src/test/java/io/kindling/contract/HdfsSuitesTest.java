package io.kindling.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** All of Hadoop's suites over HDFS, compared with the bare store. */
@Tag("full")
class HdfsSuitesTest {

  private static TestStore store;

  @BeforeAll
  static void start() throws IOException {
    store = new HdfsStore(Path.of("target/suites/hdfs"));
  }

  @AfterAll
  static void stop() throws IOException {
    store.close();
  }

  @TestFactory
  Stream<DynamicTest> suites() throws IOException {
    return new SuiteTests(store).all();
  }
}
