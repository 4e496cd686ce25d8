package io.kindling.hadoop.mount;

import io.kindling.cache.node.KnownSettings;
import io.kindling.hadoop.config.FileSystemOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of one file system, or the one store that it took over. A mount may be shown below the
 * path of another; then a path belongs to the one with the longest path. Mounts that are made at
 * run time come and go. Any thread.
 */
public final class MountTable {

  private final Collection<Mount> configured;
  private final @Nullable Mount takeover;
  private final UserPaths paths;
  private final MountReader.@Nullable Maker maker;
  private volatile MountTree tree;
  private volatile @Nullable RuntimeMounts runtime;

  private MountTable(
      Collection<Mount> configured, @Nullable Mount takeover, MountReader.@Nullable Maker maker) {
    this.configured = configured;
    this.takeover = takeover;
    this.paths = takeover == null ? UserPaths.MOUNTED : takeover.paths();
    this.maker = maker;
    this.tree = new MountTree(configured, 0);
  }

  /** Takes over the store of a URI, which is opened. */
  public static MountTable takeover(
      URI store, Configuration configuration, UserGroupInformation user) throws IOException {
    Mount mount = Mount.takeover(store, configuration, user);
    return new MountTable(List.of(mount), mount, null);
  }

  /**
   * Reads the mounts of a configuration.
   *
   * @param problems takes one sentence for each setting that is wrong
   */
  public static MountTable read(
      Configuration configuration, UserGroupInformation user, List<String> problems) {
    MountReader.Maker maker =
        (name, root, options) -> new Mount(name, root, options, configuration, user);
    return new MountTable(
        MountReader.read(
            configuration.getPropsWithPrefix(FileSystemOptions.MOUNT_PREFIX), problems, maker),
        null,
        maker);
  }

  /**
   * Shows the mounts that are made at run time as well, from now on. A store that was taken over
   * has none.
   *
   * @param settings where they are found
   * @param changed told the path of each mount that comes, goes or shows something else
   */
  public synchronized void follow(KnownSettings settings, Consumer<String> changed) {
    if (maker != null) {
      RuntimeMounts made = new RuntimeMounts(settings, maker, changed);
      made.ask();
      runtime = made;
      MountTree ignored = refresh(made);
    }
  }

  private MountTree tree() {
    MountTree now = tree;
    RuntimeMounts made = runtime;
    return made == null || made.version() == now.version() ? now : refresh(made);
  }

  private synchronized MountTree refresh(RuntimeMounts made) {
    long version = made.version();
    if (tree.version() != version) {
      List<Mount> all = new ArrayList<>(configured);
      all.addAll(made.read(configured));
      tree = new MountTree(all, version);
    }
    return tree;
  }

  /** A mount that another JVM has just made may not be known here yet. */
  private synchronized MountTree askedTree() {
    RuntimeMounts made = runtime;
    if (made != null) {
      made.ask();
    }
    return tree();
  }

  /** The one mount that shows a whole store in its own paths; null for mounts. */
  public @Nullable Mount takeover() {
    return takeover;
  }

  /** How users write paths. */
  public UserPaths paths() {
    return paths;
  }

  /** All mounts there are now. */
  public Collection<Mount> all() {
    return tree().all();
  }

  /**
   * Whether a path holds mounts and nothing else: the root, and folders above that no mount has.
   */
  public boolean isAbove(String path) {
    return takeover == null && (path.length() <= 1 || tree().isAbove(path));
  }

  /** Whether mounts are shown somewhere below a path. */
  public boolean hasBelow(String path) {
    return takeover == null && (path.length() <= 1 || tree().hasBelow(path));
  }

  /** The names in a folder that are mounts, or have some below. */
  public SortedSet<String> children(String path) {
    return tree().children(path);
  }

  /**
   * The mount of a path below the root.
   *
   * @param path decoded path of a {@code cache:} URI
   * @throws FileNotFoundException naming the key to set when there is no such mount
   */
  public Mount of(String path) throws FileNotFoundException {
    Mount mount = takeover == null ? tree().find(path) : takeover;
    if (mount == null) {
      mount = askedTree().find(path);
    }
    if (mount == null) {
      String name = component(path);
      throw new FileNotFoundException(
          "cache:%s: no mount \"%s\"; set %s%s=<under-store URI> (mounted: %s)"
              .formatted(path, name, FileSystemOptions.MOUNT_PREFIX, name, tree().places()));
    }
    return mount;
  }

  /** Whether a path below the root belongs to a mount. */
  public boolean has(String path) {
    return takeover != null || tree().find(path) != null || askedTree().find(path) != null;
  }

  private static String component(String path) {
    int end = path.indexOf('/', 1);
    return end < 0 ? path.substring(1) : path.substring(1, end);
  }

  /** Closes the under stores of all mounts, former ones too. */
  public void close() throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (Mount mount : everOpen()) {
      try {
        mount.close();
      } catch (IOException failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private synchronized List<Mount> everOpen() {
    List<Mount> mounts = new ArrayList<>(tree.all());
    RuntimeMounts made = runtime;
    if (made != null) {
      mounts.addAll(made.former());
    }
    return mounts;
  }
}
