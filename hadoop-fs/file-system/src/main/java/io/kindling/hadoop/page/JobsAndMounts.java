package io.kindling.hadoop.page;

import io.kindling.cache.config.Secrets;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.web.ClusterView.MountView;
import io.kindling.cache.web.LoadJobView;
import io.kindling.cache.web.UpperLayer;
import io.kindling.hadoop.config.FileSystemOptions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Load jobs as they stand among the settings of the cluster, and mounts: those of the options, and
 * those of the settings. Safe for any number of threads.
 */
final class JobsAndMounts implements UpperLayer {

  private static final String JOB = "load-job/";
  private static final String CANCEL = "load-cancel/";
  private static final String MOUNT = "mount/";
  private static final String RUNNING = "RUNNING";

  private final ClusterClient client;
  private final Map<String, String> options;

  JobsAndMounts(ClusterClient client, Map<String, String> options) {
    this.client = client;
    this.options = Map.copyOf(options);
  }

  @Override
  public List<LoadJobView> jobs() throws IOException {
    List<LoadJobView> jobs = new ArrayList<>();
    for (Map.Entry<String, byte[]> setting : client.settings().entrySet()) {
      if (setting.getKey().startsWith(JOB)) {
        jobs.add(job(properties(setting.getValue())));
      }
    }
    jobs.sort(Comparator.comparingLong(LoadJobView::updatedMillis).reversed());
    return jobs;
  }

  private static LoadJobView job(Properties job) {
    return new LoadJobView(
        job.getProperty("id", ""),
        job.getProperty("state", ""),
        job.getProperty("host", ""),
        job.getProperty("user", ""),
        number(job, "started"),
        number(job, "updated"),
        number(job, "files"),
        number(job, "filesDone"),
        number(job, "filesFailed"),
        number(job, "bytes"),
        number(job, "bytesDone"),
        job.getProperty("paths", "").lines().toList());
  }

  private static long number(Properties job, String name) {
    return Long.parseLong(job.getProperty(name, "0"));
  }

  private static Properties properties(byte[] value) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(new String(value, StandardCharsets.UTF_8)));
    return properties;
  }

  @Override
  public List<MountView> mounts() throws IOException {
    Map<String, MountView> mounts = new TreeMap<>();
    for (Map.Entry<String, byte[]> setting : client.settings().entrySet()) {
      if (setting.getKey().startsWith(MOUNT)) {
        Properties mount = properties(setting.getValue());
        String name = setting.getKey().substring(MOUNT.length());
        put(mounts, name, mount.getProperty("path", ""), mount.getProperty("", ""));
      }
    }
    options.forEach(
        (key, value) -> {
          if (key.startsWith(FileSystemOptions.MOUNT_PREFIX)) {
            String name = key.substring(FileSystemOptions.MOUNT_PREFIX.length());
            if (name.indexOf('.') < 0) {
              put(mounts, name, options.getOrDefault(key + ".path", ""), value);
            }
          }
        });
    return List.copyOf(mounts.values());
  }

  private static void put(Map<String, MountView> mounts, String name, String path, String store) {
    String at = path.isEmpty() ? "/" + name : path;
    mounts.put(name, new MountView("cache://" + at, Secrets.shown("", store)));
  }

  @Override
  public void cancel(String job) throws IOException {
    for (Map.Entry<String, byte[]> setting : client.settings().entrySet()) {
      if (setting.getKey().startsWith(JOB)) {
        Properties known = properties(setting.getValue());
        if (known.getProperty("id", "").equals(job)) {
          if (!known.getProperty("state", "").equals(RUNNING)) {
            throw new IllegalArgumentException(
                "load job " + job + " has ended: " + known.getProperty("state"));
          }
          client.putSetting(
              CANCEL + setting.getKey().substring(JOB.length()),
              job.getBytes(StandardCharsets.UTF_8));
          return;
        }
      }
    }
    throw new IllegalArgumentException("there is no load job " + job);
  }
}
