package io.kindling.hadoop;

import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.StoreCall;
import io.kindling.hadoop.status.HasKnownFile;
import io.kindling.hadoop.write.TranslatedBulkDelete;
import java.io.IOException;
import org.apache.hadoop.fs.BulkDelete;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LeaseRecoverable;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeMode;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.WithErasureCoding;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * What Hadoop has added since 3.3: lease recovery, safe mode, bulk delete, erasure coding,
 * enclosing roots, appending to a new block. Programs ask for the interfaces of a file system by
 * {@code instanceof}, whatever its store can do; those that ask {@code hasPathCapability} get the
 * store's answer. Any thread.
 */
public class NewerCachingFileSystem extends CachingFileSystem
    implements LeaseRecoverable, SafeMode, WithErasureCoding {

  @Override
  public FSDataOutputStream append(
      Path path, int buffer, @Nullable Progressable progress, boolean toNewBlock)
      throws IOException {
    return write(path, (store, under) -> store.append(under, buffer, progress, toNewBlock));
  }

  /** Within it files can be renamed: an encryption zone of the store, or the whole mount. */
  @Override
  public Path getEnclosingRoot(Path path) throws IOException {
    String text = text(path);
    if (mounts().isAbove(text)) {
      return super.getEnclosingRoot(path);
    }
    Mount mount = mounts().of(text);
    Path root = mount.shown(forward(path, FileSystem::getEnclosingRoot));
    return root == null ? mount.top() : root;
  }

  @Override
  public BulkDelete createBulkDelete(Path path) throws IOException {
    requireWritable(below(path));
    Mount mount = mounts().of(below(path));
    BulkDelete under = forward(path, FileSystem::createBulkDelete);
    return new TranslatedBulkDelete(
        under, makeQualified(path), file -> underOr(mount, file), mount::shown, this::changed);
  }

  /** A path of no use to the store goes there as it is, so that the store refuses it. */
  private Path underOr(Mount mount, @Nullable Path file) throws IOException {
    if (file == null || !file.isAbsolute()) {
      return file;
    }
    String text = text(file);
    return mounts().of(text) == mount ? mount.under(text) : file;
  }

  @Override
  public boolean recoverLease(Path path) throws IOException {
    boolean[] recovered = new boolean[1];
    change(
        path,
        (store, under) ->
            recovered[0] = part(store, LeaseRecoverable.class, path).recoverLease(under));
    return recovered[0];
  }

  @Override
  public boolean isFileClosed(Path path) throws IOException {
    return forward(
        path, (store, under) -> part(store, LeaseRecoverable.class, path).isFileClosed(under));
  }

  /** Of the store that was taken over, or of the only mount whose store knows safe mode. */
  @Override
  public boolean setSafeMode(SafeModeAction action, boolean isChecked) throws IOException {
    SafeMode only = null;
    for (Mount mount : mounts().all()) {
      if (mount.store().fileSystem() instanceof SafeMode store) {
        if (only != null) {
          throw new UnsupportedOperationException(
              "several mounts know a safe mode; ask %s itself".formatted(mount.root()));
        }
        only = store;
      }
    }
    if (only == null) {
      throw new UnsupportedOperationException("no store below " + getUri() + " has a safe mode");
    }
    return only.setSafeMode(action, isChecked);
  }

  @Override
  public @Nullable String getErasureCodingPolicyName(FileStatus status) {
    if (!(status instanceof HasKnownFile file)) {
      throw new IllegalArgumentException(
          "the status of %s was not made by %s".formatted(status.getPath(), getUri()));
    }
    return part(file.known().store().fileSystem(), WithErasureCoding.class, status.getPath())
        .getErasureCodingPolicyName(file.known().under());
  }

  @Override
  public void setErasureCodingPolicy(Path path, String policy) throws IOException {
    StoreCall.Action set =
        (store, under) ->
            part(store, WithErasureCoding.class, path).setErasureCodingPolicy(under, policy);
    change(path, set);
  }

  private static <T> T part(FileSystem store, Class<T> type, Path path) {
    if (!type.isInstance(store)) {
      throw new UnsupportedOperationException(
          "%s: %s is no %s"
              .formatted(path, store.getClass().getSimpleName(), type.getSimpleName()));
    }
    return type.cast(store);
  }
}
