package io.kindling.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** JVMs with flags of nodes, right and wrong. */
class NodeStartCheckTest {

  private static final String OPENS =
      " --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED";

  private static List<Finding> look(String flags, Map<String, String> options) throws IOException {
    Configuration configuration = new Configuration(false);
    options.forEach(configuration::set);
    return NodeStartCheck.run(configuration, flags, Finding.Grade.ERROR);
  }

  @Test
  void flagsThatFitTheConfigurationAreGood() throws IOException {
    List<Finding> findings =
        look(
            "-Xmx64m -XX:MaxDirectMemorySize=400m" + OPENS,
            Map.of("fs.cache.memory.size", "64m", "fs.cache.cluster.secret", "x"));
    assertThat(findings)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.grade()).isEqualTo(Finding.Grade.GOOD);
              assertThat(each.text()).contains("direct memory of 400 MiB, memory tier of 64 MiB");
            });
  }

  @Test
  void directMemoryThatHoldsTheTierAndNotTheBuffersIsAWarning() throws IOException {
    assertThat(
            look(
                "-Xmx64m -XX:MaxDirectMemorySize=100m" + OPENS,
                Map.of("fs.cache.memory.size", "64m")))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.grade()).isEqualTo(Finding.Grade.WARNING);
              assertThat(each.mend()).contains("-XX:MaxDirectMemorySize=1088m", "KINDLING_OPTS");
            });
  }

  @Test
  void whatWouldKeepANodeFromStartingIsAnErrorWithTheWayOut() throws IOException {
    List<Finding> findings =
        look("-Xmx64m", Map.of("fs.cache.memory.size", "1g", "fs.cache.bind.host", "192.0.2.1"));
    assertThat(findings)
        .hasSize(3)
        .allMatch(each -> each.grade() == Finding.Grade.ERROR)
        .allMatch(each -> each.mend().contains("KINDLING_HEAP and KINDLING_OPTS"));
    assertThat(findings.get(0).text()).contains("java.nio and java.util", OPENS.strip());
    assertThat(findings.get(1).text()).contains("fs.cache.memory.size = 1g", "MaxDirectMemorySize");
    assertThat(findings.get(2).text()).contains("192.0.2.1 is no address of this host");
  }

  @Test
  void flagThatTheJvmDoesNotKnowIsShownAsTheJvmSaysIt() throws IOException {
    assertThat(look("-Xmx64m -XX:MaxDirectMemorySzie=1g" + OPENS, Map.of()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.grade()).isEqualTo(Finding.Grade.ERROR);
              assertThat(each.text()).contains("does not start", "MaxDirectMemorySzie");
            });
  }
}
