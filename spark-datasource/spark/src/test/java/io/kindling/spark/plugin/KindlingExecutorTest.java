package io.kindling.spark.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.codahale.metrics.MetricRegistry;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.spark.LocalSpark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An executor whose storage node cannot start, for it asks for more memory than any JVM has. */
class KindlingExecutorTest {
  private static SparkSession spark;

  private final RecordedContext context = new RecordedContext();

  @BeforeAll
  static void startSpark() {
    spark = LocalSpark.start(Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void executorGoesOnAndTellsTheDriverWhy() {
    new KindlingExecutor().init(context, invitation(Map.of()));
    assertThat(KindlingProcess.node()).isNull();
    assertThat(context.sent).hasSize(1);
    NodeReport report = (NodeReport) context.sent.get(0);
    assertThat(report.executor()).isEqualTo("7");
    assertThat(report.problem())
        .contains("fs.cache.memory.size = 8192g")
        .contains("MaxDirectMemorySize")
        .hasLineCount(1);
  }

  @Test
  void strictExecutorDoesNotStart() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new KindlingExecutor()
                    .init(context, invitation(Map.of("fs.cache.faults", "strict"))))
        .withMessageStartingWith("executor 7 has no storage node: ");
  }

  @Test
  void withoutAnInvitationNothingHappens() {
    new KindlingExecutor().init(context, Map.of());
    assertThat(context.sent).isEmpty();
  }

  private static Map<String, String> invitation(Map<String, String> more) {
    Map<String, String> options = new HashMap<>(more);
    options.put("fs.cache.cluster.id", "test");
    options.put("fs.cache.cluster.secret", "known to nobody");
    options.put("fs.cache.cluster.seeds", "127.0.0.1:9");
    options.put("fs.cache.memory.size", "8192g");
    return options;
  }

  /** The context of executor 7, which keeps what is sent. */
  private static final class RecordedContext implements PluginContext {
    private final List<Object> sent = new ArrayList<>();

    @Override
    public MetricRegistry metricRegistry() {
      return new MetricRegistry();
    }

    @Override
    public SparkConf conf() {
      return spark.sparkContext().conf();
    }

    @Override
    public String executorID() {
      return "7";
    }

    @Override
    public String hostname() {
      throw new NullPointerException("as in the executors of Spark 3.5");
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      return Map.of();
    }

    @Override
    public void send(Object message) {
      sent.add(message);
    }

    @Override
    public Object ask(Object message) {
      throw new IllegalStateException("nobody answers");
    }
  }
}
