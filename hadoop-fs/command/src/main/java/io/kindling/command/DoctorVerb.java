package io.kindling.command;

import io.kindling.cache.config.CacheOptions;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.doctor.Finding;
import io.kindling.command.doctor.NodeStartCheck;
import io.kindling.command.doctor.NodesCheck;
import io.kindling.command.doctor.OptionsCheck;
import io.kindling.command.doctor.StoreCheck;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.mount.CachedPaths;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.UnderPath;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks for what is wrong, and says how to mend it. */
@Command(
    name = "doctor",
    description =
        "Looks at the options, the flags and memory limits of the storage nodes' JVMs and of one"
            + " that would start here, the network between the nodes, and the rights and speed of"
            + " the under stores, and says how to mend what is wrong. Exit code 1 when something"
            + " does not work; warnings do not count.")
final class DoctorVerb extends Verb {

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Folders of under stores to try; all mounts unless named.")
  private List<String> paths = List.of();

  @Override
  public Integer call() throws IOException {
    Configuration configuration = common().configuration();
    List<Finding> findings = new ArrayList<>(OptionsCheck.run(configuration));
    boolean usable = findings.stream().noneMatch(each -> each.grade() == Finding.Grade.ERROR);
    if (usable) {
      String flags = System.getProperty(NodeStartCheck.FLAGS);
      Finding.Grade grade = lookAtCluster(configuration, findings);
      if (flags != null) {
        findings.addAll(NodeStartCheck.run(configuration, flags, grade));
      }
      lookAtStores(configuration, findings);
    }
    show(
        Json.object("findings", findings.stream().map(DoctorVerb::json).toList()),
        out -> print(out, findings));
    return findings.stream().anyMatch(each -> each.grade() == Finding.Grade.ERROR)
        ? ExitCode.INCOMPLETE
        : ExitCode.DONE;
  }

  /**
   * Looks at the cluster.
   *
   * @return how bad it is when no node can start on this host: without any node that is an error,
   *     else this host may be one of clients
   */
  private static Finding.Grade lookAtCluster(Configuration configuration, List<Finding> findings)
      throws IOException {
    if (configuration.get(CacheOptions.CLUSTER_SEEDS.key(), "").isEmpty()) {
      findings.add(
          new Finding(
              Finding.Grade.WARNING,
              "cluster",
              CacheOptions.CLUSTER_SEEDS.key() + " is not set, so each process caches for itself",
              "name the seed registries of a cluster, if there is one"));
      return Finding.Grade.WARNING;
    }
    try (Cluster cluster = Cluster.connect(CommonOptions.settings(configuration))) {
      findings.addAll(NodesCheck.run(cluster));
      return Finding.Grade.WARNING;
    } catch (CommandException unreachable) {
      findings.add(
          new Finding(
              Finding.Grade.ERROR,
              "cluster",
              String.valueOf(unreachable.getMessage()),
              "start nodes by \"kindling node\", or correct the keys that are named"));
      return Finding.Grade.ERROR;
    }
  }

  private void lookAtStores(Configuration configuration, List<Finding> findings)
      throws IOException {
    List<String> tried = new ArrayList<>(paths);
    if (tried.isEmpty()) {
      MountTable mounts =
          MountTable.read(configuration, UserGroupInformation.getCurrentUser(), new ArrayList<>());
      for (Mount mount : mounts.all()) {
        tried.add(mount.top().toString());
      }
    }
    Configuration alone = new Configuration(configuration);
    alone.unset(CacheOptions.CLUSTER_SEEDS.key());
    alone.unset(CacheOptions.DISK_DIRS.key());
    try (CacheFiles files = CacheFiles.asTheyAre(alone)) {
      for (String text : tried) {
        lookAtStore(files, text, findings);
      }
    }
  }

  private static void lookAtStore(CacheFiles files, String text, List<Finding> findings) {
    String subject = "store of " + text;
    try {
      Path path = CacheFiles.path(text);
      UnderPath under = ((CachedPaths) files.of(path)).under(path);
      findings.addAll(StoreCheck.run(subject, under.store().fileSystem(), under.path()));
    } catch (IOException unopened) {
      findings.add(
          new Finding(
              Finding.Grade.ERROR,
              subject,
              "cannot be opened: " + unopened.getMessage(),
              "look at the mount, the store's jars on the class path and its credentials"));
    }
  }

  private static Map<String, @Nullable Object> json(Finding finding) {
    return Json.object(
        "grade",
        finding.grade().name().toLowerCase(Locale.ROOT),
        "subject",
        finding.subject(),
        "text",
        finding.text(),
        "mend",
        finding.mend());
  }

  private static void print(PrintWriter out, List<Finding> findings) {
    for (Finding finding : findings) {
      out.printf(
          "%-8s %s: %s%n",
          finding.grade().name().toLowerCase(Locale.ROOT), finding.subject(), finding.text());
      if (!finding.mend().isEmpty()) {
        out.println("         -> " + finding.mend());
      }
    }
  }
}
