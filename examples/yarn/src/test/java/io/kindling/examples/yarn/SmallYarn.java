package io.kindling.examples.yarn;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** A YARN of one host: resource manager and node manager in this JVM, containers beside it. */
final class SmallYarn implements AutoCloseable {

  private static final int MEBIBYTES = 10 * 1024;
  private static final int CORES = 8;
  private static final String QUEUE = "yarn.scheduler.capacity.root.default.";

  private final MiniYARNCluster cluster;

  private SmallYarn(MiniYARNCluster cluster) {
    this.cluster = cluster;
  }

  static SmallYarn start() {
    YarnConfiguration options = new YarnConfiguration();
    options.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, MEBIBYTES);
    options.setInt(YarnConfiguration.RM_SCHEDULER_MAXIMUM_ALLOCATION_MB, MEBIBYTES);
    options.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    options.setInt(YarnConfiguration.NM_VCORES, CORES);
    options.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    // There is no capacity-scheduler.xml among the jars.
    options.set("yarn.scheduler.capacity.root.queues", "default");
    options.set(QUEUE + "capacity", "100");
    options.set(QUEUE + "maximum-capacity", "100");
    options.set(QUEUE + "maximum-am-resource-percent", "1");
    MiniYARNCluster cluster = new MiniYARNCluster("yarn", 1, 1, 1);
    cluster.init(options);
    cluster.start();
    return new SmallYarn(cluster);
  }

  /** Writes what {@code HADOOP_CONF_DIR} points to: where the resource manager is. */
  void writeConfiguration(Path folder) throws IOException {
    Configuration site = new Configuration(false);
    for (Map.Entry<String, String> option : cluster.getConfig()) {
      if (option.getKey().startsWith("yarn.resourcemanager.")) {
        site.set(option.getKey(), option.getValue());
      }
    }
    Files.createDirectories(folder);
    try (OutputStream file = Files.newOutputStream(folder.resolve("yarn-site.xml"))) {
      site.writeXml(file);
    }
  }

  /** What each container of all applications has written to a file of this name. */
  List<String> logs(String name) throws IOException {
    Path folder = cluster.getTestWorkDir().toPath();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files
              .filter(file -> file.getFileName().toString().equals(name))
              .filter(file -> file.getParent().getFileName().toString().startsWith("container_"))
              .toList();
      List<String> texts = new ArrayList<>();
      for (Path file : found) {
        texts.add(Files.readString(file));
      }
      return texts;
    }
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
