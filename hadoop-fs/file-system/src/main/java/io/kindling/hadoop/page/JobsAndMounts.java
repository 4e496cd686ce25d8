package io.kindling.hadoop.page;

import io.kindling.cache.config.Secrets;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.web.ClusterView.MountView;
import io.kindling.cache.web.LoadJobView;
import io.kindling.cache.web.UpperLayer;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.load.LoadBoard;
import io.kindling.hadoop.mount.CanonicalUris;
import io.kindling.hadoop.mount.MountSetting;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Load jobs of the cluster's board, and mounts: those of the options, and those made at run time.
 * Safe for any number of threads.
 */
final class JobsAndMounts implements UpperLayer {

  private final ClusterClient client;
  private final LoadBoard board;
  private final Map<String, String> options;
  private final Configuration stores;

  /**
   * Of a cluster.
   *
   * @param stores how this process reaches under stores
   */
  JobsAndMounts(ClusterClient client, Map<String, String> options, Configuration stores) {
    this.client = client;
    this.board = new LoadBoard(client);
    this.options = Map.copyOf(options);
    this.stores = stores;
  }

  @Override
  public List<LoadJobView> jobs() throws IOException {
    return board.all().stream().map(JobsAndMounts::view).toList();
  }

  private static LoadJobView view(LoadBoard.Entry job) {
    return new LoadJobView(
        job.id(),
        job.state().name(),
        job.values().getOrDefault("host", ""),
        job.values().getOrDefault("user", ""),
        job.number("started"),
        job.updated(),
        job.number("files"),
        job.number("filesDone"),
        job.number("filesFailed"),
        job.number("bytes"),
        job.number("bytesDone"),
        job.paths());
  }

  @Override
  public List<MountView> mounts() throws IOException {
    Map<String, MountView> mounts = new TreeMap<>();
    for (MountSetting mount : MountSetting.in(client.settings()).values()) {
      String path = mount.options().getOrDefault("path", "");
      mounts.put(mount.name(), view(mount.name(), path, mount.root()));
    }
    options.forEach(
        (key, value) -> {
          if (key.startsWith(FileSystemOptions.MOUNT_PREFIX)) {
            String name = key.substring(FileSystemOptions.MOUNT_PREFIX.length());
            if (name.indexOf('.') < 0) {
              mounts.put(name, view(name, options.getOrDefault(key + ".path", ""), value));
            }
          }
        });
    return List.copyOf(mounts.values());
  }

  private static MountView view(String name, String path, String store) {
    return new MountView(
        "cache://" + (path.isEmpty() ? "/" + name : path), Secrets.shown("", store));
  }

  @Override
  public String canonical(String path) {
    return CanonicalUris.ofWritten(path, stores);
  }

  @Override
  public void cancel(String id) throws IOException {
    LoadBoard.Entry job =
        board
            .find(id)
            .orElseThrow(() -> new IllegalArgumentException("there is no load job " + id));
    if (job.state() != LoadBoard.State.RUNNING) {
      throw new IllegalArgumentException("load job " + id + " has ended: " + job.state());
    }
    board.cancel(job);
  }
}
