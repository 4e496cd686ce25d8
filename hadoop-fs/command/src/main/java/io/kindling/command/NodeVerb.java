package io.kindling.command;

import io.kindling.cache.cluster.LocalSeedDirectory;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StandaloneNode;
import io.kindling.cache.node.StorageNode;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.load.LoadWork;
import io.kindling.hadoop.load.SampleWork;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs a storage node until it is told to stop. */
@Command(
    name = "node",
    description =
        "Runs a stand-alone storage node in this process, one for each host, until SIGTERM or"
            + " Ctrl-C. With neither fs.cache.cluster.seeds nor --seed-directory it founds a"
            + " cluster of its own and says where its registry is.")
final class NodeVerb extends Verb {

  @CommandLine.Option(
      names = "--seed-directory",
      paramLabel = "DIR",
      description = "Folder that all hosts mount, by which the nodes find each other.")
  private @Nullable Path seedDirectory;

  @CommandLine.Option(
      names = "--hand-over",
      paramLabel = "TIME",
      description =
          "When told to stop, first give the blocks to the nodes that own them next, within this"
              + " time, such as 60s. Default: stop at once; with disks the blocks stay there.")
  private @Nullable String handOver;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = CommonOptions.settings(common().withoutDefaults());
    Duration limit = handOver == null ? Duration.ZERO : time(handOver);
    NodePlace place =
        new NodePlace(InetAddress.getLocalHost().getCanonicalHostName(), "", Cluster.user());
    Configuration hadoop = common().configuration();
    KindlingProcess.offer(new LoadWork(hadoop));
    KindlingProcess.offer(new SampleWork(hadoop));
    StandaloneNode node;
    try {
      node =
          StandaloneNode.start(
              place,
              settings,
              seedDirectory == null ? null : new LocalSeedDirectory(seedDirectory));
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(ExitCode.WRONG_INPUT, String.valueOf(wrong.getMessage()));
    }
    StorageNode storage = Objects.requireNonNull(KindlingProcess.node());
    NodePage page = NodePage.start(storage, common().withoutDefaults(), err());
    Thread stopping =
        new Thread(
            () -> {
              page.close();
              stop(node, limit);
            },
            "kindling-node-stop");
    Runtime.getRuntime().addShutdownHook(stopping);
    Map<String, @Nullable Object> started = started(node, storage, settings);
    started.put("page", page.url());
    show(
        started,
        out -> {
          out.printf(
              "storage node %s is ready; clients find the cluster by %s=%s%n",
              storage.info(), CacheOptions.CLUSTER_SEEDS.key(), started.get("seeds"));
          if (page.url() != null) {
            out.printf("status page: %s%n", page.url());
          }
        });
    node.await();
    return ExitCode.DONE;
  }

  private static Duration time(String text) {
    try {
      return Option.time("--hand-over", "0s", "").parser().apply(text);
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--hand-over " + text + ": write a time such as 60s or 5m");
    }
  }

  private static Map<String, @Nullable Object> started(
      StandaloneNode node, StorageNode storage, Settings settings) {
    String seeds = settings.get(CacheOptions.CLUSTER_SEEDS);
    return Json.object(
        "identity",
        storage.info().identity(),
        "host",
        storage.info().host(),
        "port",
        storage.info().transferPort(),
        "seeds",
        seeds.isEmpty() ? node.registry() : seeds,
        "capacity",
        storage.capacity(),
        "nodes",
        storage.table().size());
  }

  private void stop(StandaloneNode node, Duration limit) {
    try {
      if (limit.isZero()) {
        node.close();
      } else {
        node.decommission(limit);
      }
    } catch (IOException | RuntimeException failed) {
      err().println("kindling node: it did not stop in order: " + failed.getMessage());
    }
  }
}
