package io.kindling.bigdl;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Starts the node of the executor that is named, and says why it could not; else nothing. */
final class StartNodeIn implements Function<String, String> {

  private static final long serialVersionUID = 1;

  private final SerializableWritable<Configuration> options;

  StartNodeIn(JavaSparkContext spark) {
    this.options = new SerializableWritable<>(new Configuration(spark.hadoopConfiguration()));
  }

  @Override
  public String call(String executor) {
    String here = SparkEnv.get().executorId();
    if (!here.equals(executor)) {
      return "it was busy, and executor " + here + " took its task";
    }
    try {
      return ExecutorNode.ensure(options.value()) == null ? "its options name no cluster" : "";
    } catch (IOException | RuntimeException failed) {
      return String.valueOf(failed.getMessage());
    }
  }
}
