package io.kindling.hadoop.page;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.CacheOptions.PageMode;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.web.ClusterWatch;
import io.kindling.cache.web.PageSettings;
import io.kindling.cache.web.ShownOption;
import io.kindling.cache.web.StatusPage;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status page of a cluster and the watch that feeds it. Safe for any number of threads. */
public final class ClusterPage implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterPage.class);

  private final ClusterWatch watch;
  private final StatusPage page;

  private ClusterPage(ClusterWatch watch, StatusPage page) {
    this.watch = watch;
    this.page = page;
  }

  /**
   * Shows a page until it is closed.
   *
   * @param client of the cluster; stays its owner's to close, after the page
   * @param options all of {@code fs.cache.*} that is set for this process
   * @param stores how this process reaches under stores: at which endpoint a bucket is, for one
   * @param host of this process
   * @return null when the options want no page
   * @throws IOException when no port can be had, or jackson-core is missing; names the options
   * @throws InvalidSettingsException naming every bad option
   */
  public static @Nullable ClusterPage start(
      ClusterClient client, Map<String, String> options, Configuration stores, String host)
      throws IOException {
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    PageSettings serving = PageSettings.of(settings, host);
    if (serving.mode() == PageMode.NONE) {
      return null;
    }
    ClusterWatch watch =
        ClusterWatch.start(
            settings.get(CacheOptions.CLUSTER_ID),
            client,
            new JobsAndMounts(client, options, stores),
            ShownOption.of(options),
            settings.get(CacheOptions.STATUS_INTERVAL));
    try {
      return new ClusterPage(watch, StatusPage.start(serving, watch));
    } catch (IOException | RuntimeException unserved) {
      watch.close();
      throw unserved;
    }
  }

  /**
   * As {@link #start}, for a process that goes on without a page that cannot be shown; the log says
   * where it is, or why it is not.
   */
  public static @Nullable ClusterPage show(
      ClusterClient client, Map<String, String> options, Configuration stores, String host) {
    try {
      ClusterPage page = start(client, options, stores, host);
      if (page != null) {
        LOG.info("status page of the cache: {}", page.url());
      }
      return page;
    } catch (IOException | InvalidSettingsException unshown) {
      LOG.warn("no status page: {}", unshown.getMessage());
      return null;
    }
  }

  /** Where it is. */
  public String url() {
    return page.url();
  }

  @Override
  public void close() {
    page.close();
    watch.close();
  }
}
