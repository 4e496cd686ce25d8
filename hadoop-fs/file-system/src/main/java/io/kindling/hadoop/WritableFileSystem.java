package io.kindling.hadoop;

import io.kindling.hadoop.mount.CachedPaths;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountedHandles;
import io.kindling.hadoop.mount.StoreCall;
import io.kindling.hadoop.mount.StoreFace;
import io.kindling.hadoop.mount.UnderPath;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.OpenWrites;
import io.kindling.hadoop.write.CachedUploaderBuilder;
import io.kindling.hadoop.write.StoreOutput;
import io.kindling.hadoop.write.UploadPaths;
import io.kindling.hadoop.write.WriteWatcher;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploaderBuilder;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * What changes files and folders: done by the under store, with what was known of them forgotten
 * before and after. Any thread.
 */
abstract class WritableFileSystem extends AttributesFileSystem implements CachedPaths {

  @Override
  public final UnderPath under(Path path) throws IOException {
    String text = below(path);
    Mount mount = mounts().of(text);
    return new UnderPath(mount, mount.store(), mount.under(text));
  }

  @Override
  public final void forget(Path path) throws IOException {
    changedTree(below(path));
  }

  /** Who follows what is written to a file. */
  abstract WriteWatcher watcher(String path, FSDataOutputStream under) throws IOException;

  /** The decoded path of what has to be below the root. */
  final String below(Path path) throws FileNotFoundException {
    String text = text(path);
    if (mounts().isAbove(text)) {
      throw new FileNotFoundException(mounts().paths().of(text) + " is a directory");
    }
    return text;
  }

  /** Writes a file by the under store and forgets what was known of it at each step. */
  final FSDataOutputStream write(Path path, StoreCall<FSDataOutputStream> call) throws IOException {
    String text = below(path);
    requireWritable(text);
    requireNoMountBelow(text);
    FSDataOutputStream under;
    try {
      under = forward(path, call);
    } finally {
      changed(text);
    }
    StoreFace face = mounts().of(text).store().face();
    return StoreOutput.watched(under, face.statistics(), watcher(text, under));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return write(
        path,
        (store, under) ->
            store.create(under, permission, overwrite, buffer, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress,
      @Nullable ChecksumOpt checksum)
      throws IOException {
    return write(
        path,
        (store, under) ->
            store.create(
                under, permission, flags, buffer, replication, blockSize, progress, checksum));
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int buffer,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    return write(
        path,
        (store, under) ->
            store.createNonRecursive(
                under, permission, flags, buffer, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
    return new WatchedOutputBuilder(this, path).create().overwrite(true);
  }

  @Override
  public FSDataOutputStreamBuilder<?, ?> appendFile(Path path) {
    return new WatchedOutputBuilder(this, path).append();
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, @Nullable Progressable progress)
      throws IOException {
    return write(path, (store, under) -> store.append(under, buffer, progress));
  }

  @Override
  public void concat(Path target, Path[] sources) throws IOException {
    Mount mount = mounts().of(below(target));
    Path[] underSources = new Path[sources.length];
    for (int i = 0; i < sources.length; i++) {
      requireSame(mount, target, sources[i]);
      underSources[i] = mount.under(text(sources[i]));
    }
    changingTrees(
        List.of(sources),
        () -> {
          change(target, (store, under) -> store.concat(under, underSources));
          return Boolean.TRUE;
        });
  }

  @Override
  public boolean truncate(Path path, long length) throws IOException {
    UnderStore cut = mounts().of(below(path)).store();
    return changing(
        path,
        (store, under) -> {
          boolean done = store.truncate(under, length);
          if (!done) {
            OpenWrites.cutLater(cut.canonicalUri(under), length);
          }
          return done;
        });
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Path underTo = renamed(from, to);
    return changingTrees(
        List.of(from, to),
        () -> forward(from, (store, underFrom) -> store.rename(underFrom, underTo)));
  }

  /** Renames as strictly, and replaces as atomically, as the under store does. */
  @Override
  @Deprecated
  protected void rename(Path from, Path to, Options.Rename... options) throws IOException {
    Path underTo = renamed(from, to);
    requireOther(from, to);
    StoreFace face = mounts().of(below(from)).store().face();
    Boolean ignored =
        changingTrees(
            List.of(from, to),
            () ->
                forward(
                    from,
                    (store, underFrom) -> {
                      face.rename(UnderStore.link(underFrom), UnderStore.link(underTo), options);
                      return Boolean.TRUE;
                    }));
  }

  /** Hadoop's own rename with options would delete what is moved onto itself. */
  private void requireOther(Path from, Path to) throws IOException {
    if (text(from).equals(text(to))) {
      FileStatus present = getFileLinkStatus(from);
      throw new FileAlreadyExistsException(
          "The source %s and destination %s are the same".formatted(present.getPath(), to));
    }
  }

  /** Where something is moved to in the under store. */
  private Path renamed(Path from, Path to) throws IOException {
    requireBelowMount(from);
    Mount mount = mounts().of(below(from));
    requireSame(mount, from, to);
    requireNoMountBelow(text(to));
    return mount.under(text(to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    requireBelowMount(path);
    return changingTrees(
        List.of(path), () -> forward(path, (store, under) -> store.delete(under, recursive)));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    if (mounts().isAbove(text(path))) {
      return true;
    }
    return changing(path, (store, under) -> store.mkdirs(under, permission));
  }

  @Override
  public void copyFromLocalFile(boolean deleteSource, boolean overwrite, Path from, Path to)
      throws IOException {
    Boolean ignored =
        changingTrees(
            List.of(to),
            () ->
                forward(
                    to,
                    (store, under) -> {
                      store.copyFromLocalFile(deleteSource, overwrite, from, under);
                      return Boolean.TRUE;
                    }));
  }

  @Override
  public MultipartUploaderBuilder<?, ?> createMultipartUploader(Path base) throws IOException {
    requireWritable(below(base));
    return new CachedUploaderBuilder(
        this, base, forward(base, FileSystem::createMultipartUploader), new Uploads());
  }

  /** The paths of multipart uploads. */
  private final class Uploads implements UploadPaths {

    @Override
    public Path under(Path path) throws IOException {
      return forward(path, (store, under) -> under);
    }

    @Override
    public void changed(Path path) {
      WritableFileSystem.this.changed(text(path));
    }

    @Override
    public PathHandle handle(Path path, PathHandle under) {
      try {
        return MountedHandles.shown(mounts().of(text(path)), under);
      } catch (FileNotFoundException unmounted) {
        throw new UncheckedIOException(unmounted);
      }
    }
  }

  /** A mount is a setting; deleting or moving it would empty the under store instead. */
  private void requireBelowMount(Path path) throws IOException {
    String text = below(path);
    Mount mount = mounts().of(text);
    if (text.equals(mount.at())) {
      throw new IOException(
          "%s is a mount and stays; name what is below it, or remove %s"
              .formatted(mounts().paths().of(text), mount.key()));
    }
    requireNoMountBelow(text);
  }

  /** What holds other mounts can neither be moved nor replaced: they would stay where they are. */
  private void requireNoMountBelow(String text) throws IOException {
    if (mounts().hasBelow(text)) {
      throw new IOException(
          "%s has mounts below it that would stay: %s; name what is below them, or remove them"
              .formatted(mounts().paths().of(text), String.join(", ", mounts().children(text))));
    }
  }

  private void requireSame(Mount mount, Path path, Path other) throws IOException {
    Mount second = mounts().of(below(other));
    if (second != mount) {
      throw new IOException(
          "%s and %s are in the under stores of two mounts, %s and %s; copy instead"
              .formatted(path, other, mount.name(), second.name()));
    }
  }
}
