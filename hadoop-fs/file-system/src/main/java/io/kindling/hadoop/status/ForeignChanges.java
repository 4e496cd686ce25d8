package io.kindling.hadoop.status;

import io.kindling.cache.client.Statuses.ChangeListener;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import io.kindling.hadoop.mount.UnderStore;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Takes what others have changed out of the statuses that a file system keeps, under every path by
 * which its mounts show it. Any thread.
 */
final class ForeignChanges implements ChangeListener {

  private final MountTable mounts;
  private final StatusTable own;

  ForeignChanges(MountTable mounts, StatusTable own) {
    this.mounts = mounts;
    this.own = own;
  }

  @Override
  public void changed(String uri) {
    for (Mount mount : mounts.all()) {
      String path = shown(mount, uri);
      if (path != null) {
        own.drop(path);
      }
    }
  }

  @Override
  public void changedTree(String uri) {
    for (Mount mount : mounts.all()) {
      String path = shown(mount, uri);
      String root = root(mount);
      if (path != null) {
        boolean ignored = own.dropTree(path);
      } else if (root != null && root.startsWith(withSlash(uri))) {
        boolean ignored = own.dropTree(mount.at());
      }
    }
  }

  @Override
  public void changedAll() {
    own.empty();
  }

  /** The path that shows a URI; null outside of the mount, and when its store was never used. */
  private static @Nullable String shown(Mount mount, String uri) {
    String root = root(mount);
    if (root == null) {
      return null;
    }
    String top = mount.at();
    if (withSlash(uri).equals(root)) {
      return top.isEmpty() ? "/" : top;
    }
    if (!uri.startsWith(root)) {
      return null;
    }
    String rest = uri.substring(root.length() - 1);
    return top + (rest.indexOf('%') < 0 ? rest : URI.create(rest).getPath());
  }

  private static @Nullable String root(Mount mount) {
    UnderStore store = mount.storeIfOpen();
    return store == null ? null : withSlash(store.canonicalUri(mount.under(mount.at())));
  }

  private static String withSlash(String uri) {
    return uri.endsWith("/") ? uri : uri + "/";
  }
}
