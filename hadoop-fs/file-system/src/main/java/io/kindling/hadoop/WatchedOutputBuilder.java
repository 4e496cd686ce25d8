package io.kindling.hadoop;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Collects the options of a file to write and hands them, the store's own among them, to the under
 * store's builder. One thread.
 */
final class WatchedOutputBuilder
    extends FSDataOutputStreamBuilder<FSDataOutputStream, WatchedOutputBuilder> {

  private final WritableFileSystem fileSystem;
  private final Path path;
  private boolean permissionGiven;
  private boolean checksumGiven;

  WatchedOutputBuilder(WritableFileSystem fileSystem, Path path) {
    super(fileSystem, path);
    this.fileSystem = fileSystem;
    this.path = path;
  }

  @Override
  public WatchedOutputBuilder getThisBuilder() {
    return this;
  }

  @Override
  public WatchedOutputBuilder permission(FsPermission permission) {
    permissionGiven = true;
    return super.permission(permission);
  }

  @Override
  public WatchedOutputBuilder checksumOpt(ChecksumOpt checksum) {
    checksumGiven = true;
    return super.checksumOpt(checksum);
  }

  @Override
  public FSDataOutputStream build() throws IOException {
    return fileSystem.write(
        path,
        (store, under) -> {
          boolean append = getFlags().contains(CreateFlag.APPEND);
          return configured(append ? store.appendFile(under) : store.createFile(under)).build();
        });
  }

  @SuppressWarnings("rawtypes")
  private FSDataOutputStreamBuilder<?, ?> configured(FSDataOutputStreamBuilder builder) {
    FSDataOutputStreamBuilder<?, ?> target = builder;
    EnumSet<CreateFlag> flags = getFlags();
    if (flags.contains(CreateFlag.CREATE)) {
      target.create();
    }
    if (flags.contains(CreateFlag.APPEND)) {
      target.append();
    } else {
      target.overwrite(flags.contains(CreateFlag.OVERWRITE));
    }
    target.bufferSize(getBufferSize()).replication(getReplication()).blockSize(getBlockSize());
    Progressable progress = getProgress();
    if (progress != null) {
      target.progress(progress);
    }
    if (isRecursive()) {
      target.recursive();
    }
    if (permissionGiven) {
      target.permission(getPermission());
    }
    if (checksumGiven) {
      target.checksumOpt(getChecksumOpt());
    }
    Configuration options = getOptions();
    for (Map.Entry<String, String> option : options) {
      if (getMandatoryKeys().contains(option.getKey())) {
        target.must(option.getKey(), option.getValue());
      } else {
        target.opt(option.getKey(), option.getValue());
      }
    }
    return target;
  }
}
