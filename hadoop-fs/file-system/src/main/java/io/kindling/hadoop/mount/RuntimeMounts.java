package io.kindling.hadoop.mount;

import io.kindling.cache.node.KnownSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mounts that were made at run time, for all file systems of the cluster. What the
 * configuration mounts wins over them. Used under the lock of its {@link MountTable}.
 */
final class RuntimeMounts {

  private static final Logger LOG = LoggerFactory.getLogger(RuntimeMounts.class);
  private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final KnownSettings settings;
  private final MountReader.Maker maker;
  private final Consumer<String> changed;
  private final Map<MountSetting, Mount> mounts = new HashMap<>();

  /** Streams may be open on them. */
  private final List<Mount> former = new ArrayList<>();

  private Set<MountSetting> left = Set.of();
  private long asked = System.nanoTime() - ASK_NANOS;

  /**
   * Without a mount yet.
   *
   * @param changed told the path of each mount that comes, goes or shows something else
   */
  RuntimeMounts(KnownSettings settings, MountReader.Maker maker, Consumer<String> changed) {
    this.settings = settings;
    this.maker = maker;
    this.changed = changed;
  }

  /** Another number when there may be other mounts. */
  long version() {
    return settings.version();
  }

  /** Asks the cluster for mounts that are not known here, not more often than once a second. */
  void ask() {
    long now = System.nanoTime();
    if (now - asked >= ASK_NANOS) {
      asked = now;
      settings.ask();
    }
  }

  /**
   * The mounts there are now.
   *
   * @param configured those of the configuration
   */
  Collection<Mount> read(Collection<Mount> configured) {
    Set<String> names = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (Mount mount : configured) {
      names.add(mount.name());
      places.add(mount.at());
    }
    Map<String, Mount> now = new TreeMap<>();
    Map<MountSetting, Mount> kept = new HashMap<>();
    Set<MountSetting> unusable = new HashSet<>();
    for (MountSetting setting : MountSetting.in(settings.values()).values()) {
      Mount mount = names.contains(setting.name()) ? null : mounts.get(setting);
      if (mount == null && !names.contains(setting.name())) {
        mount = make(setting);
      }
      if (mount == null || places.contains(mount.at()) || now.containsKey(mount.at())) {
        unusable.add(setting);
        continue;
      }
      now.put(mount.at(), mount);
      kept.put(setting, mount);
    }
    warn(unusable);
    replace(kept);
    return now.values();
  }

  private Mount make(MountSetting setting) {
    List<String> problems = new ArrayList<>();
    List<Mount> made = MountReader.read(setting.keys(), problems, maker);
    if (!problems.isEmpty()) {
      LOG.warn("run-time mount {} cannot be used: {}", setting.name(), problems);
    }
    return problems.isEmpty() && made.size() == 1 ? made.get(0) : null;
  }

  private void warn(Set<MountSetting> unusable) {
    for (MountSetting each : unusable) {
      if (!left.contains(each)) {
        LOG.warn(
            "run-time mount {} of {} is not shown here, because the configuration or another mount"
                + " has its name or path; \"kindling unmount {}\" removes it",
            each.name(),
            each.root(),
            each.name());
      }
    }
    left = unusable;
  }

  private void replace(Map<MountSetting, Mount> kept) {
    Set<String> moved = new HashSet<>();
    mounts.forEach(
        (setting, mount) -> {
          if (!kept.containsKey(setting)) {
            former.add(mount);
            moved.add(mount.at());
          }
        });
    kept.forEach(
        (setting, mount) -> {
          if (!mounts.containsKey(setting)) {
            LOG.info("{} is mounted at {}", setting.root(), mount.top());
            moved.add(mount.at());
          }
        });
    mounts.clear();
    mounts.putAll(kept);
    moved.forEach(changed);
  }

  /** Those that were, whose under stores may be open. */
  List<Mount> former() {
    return former;
  }
}
