package io.kindling.command;

import io.kindling.command.cluster.RuntimeMountNames;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountSetting;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mounts an under store at run time. */
@Command(
    name = "mount",
    description =
        "Mounts an under store for all file systems of the cluster that are running and that will"
            + " run, until \"unmount\". They see it within seconds, without a restart. Mounts of"
            + " the configuration stay as they are.")
final class MountVerb extends Verb {

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the mount.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "URI",
      description = "Folder of an under store, such as s3a://bucket/photos.")
  private String root = "";

  @Option(names = "--path", paramLabel = "PATH", description = "Where it is shown. Default: /NAME.")
  private @Nullable String path;

  @Option(names = "--read-only", description = "Refuses whatever changes something below it.")
  private boolean readOnly;

  @Option(
      names = {"-o", "--option"},
      paramLabel = "KEY=VALUE",
      description =
          "An option of the mount, as in fs.cache.mount.NAME.KEY, such as freshness=never or"
              + " conf.fs.s3a.endpoint=URL. All who know the cluster's secret can read it: give"
              + " credentials by the configuration of the nodes and readers.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--unchecked",
      description = "Does not look whether the folder is there and this user may list it.")
  private boolean unchecked;

  @Override
  public Integer call() throws IOException {
    Configuration configuration = common().configuration();
    Map<String, String> all = new LinkedHashMap<>(options);
    if (path != null) {
      all.put("path", path);
    }
    if (readOnly) {
      all.put("access", "read-only");
    }
    MountSetting setting = new MountSetting(name, root, all);
    try (Place place = place()) {
      Map<String, byte[]> settings = place.cluster().client().settings();
      Mount mount = new RuntimeMountNames(configuration, settings).checked(setting);
      Path folder = mount.under(mount.at());
      try {
        if (!unchecked) {
          boolean ignored = mount.store().fileSystem().listStatusIterator(folder).hasNext();
        }
      } finally {
        mount.close();
      }
      place.cluster().client().putSetting(MountSetting.key(name), setting.value());
      show(
          Json.object("name", name, "path", mount.top(), "root", mount.root()),
          out -> out.printf("%s is mounted at %s%n", mount.root(), mount.top()));
      return ExitCode.DONE;
    }
  }
}
