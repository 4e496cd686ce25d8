package io.kindling.hadoop.write;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.MultipartUploaderBuilder;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.MultipartUploaderBuilderImpl;
import org.apache.hadoop.fs.permission.FsPermission;

/** Hands what it is told to the under store's builder. One thread. */
public final class CachedUploaderBuilder
    extends MultipartUploaderBuilderImpl<MultipartUploader, CachedUploaderBuilder> {

  private final MultipartUploaderBuilder<?, ?> under;
  private final UploadPaths paths;

  /**
   * A builder.
   *
   * @param fileSystem the file system of the cache
   * @param path the base path there
   * @param under the under store's builder for its own path
   */
  public CachedUploaderBuilder(
      FileSystem fileSystem, Path path, MultipartUploaderBuilder<?, ?> under, UploadPaths paths) {
    super(fileSystem, path);
    this.under = under;
    this.paths = paths;
  }

  @Override
  public CachedUploaderBuilder getThisBuilder() {
    return this;
  }

  @Override
  public CachedUploaderBuilder permission(FsPermission permission) {
    under.permission(permission);
    return super.permission(permission);
  }

  @Override
  public CachedUploaderBuilder bufferSize(int bytes) {
    under.bufferSize(bytes);
    return super.bufferSize(bytes);
  }

  @Override
  public CachedUploaderBuilder replication(short replication) {
    under.replication(replication);
    return super.replication(replication);
  }

  @Override
  public CachedUploaderBuilder blockSize(long bytes) {
    under.blockSize(bytes);
    return super.blockSize(bytes);
  }

  @Override
  public CachedUploaderBuilder create() {
    under.create();
    return super.create();
  }

  @Override
  public CachedUploaderBuilder overwrite(boolean overwrite) {
    under.overwrite(overwrite);
    return super.overwrite(overwrite);
  }

  @Override
  public CachedUploaderBuilder append() {
    under.append();
    return super.append();
  }

  @Override
  public CachedUploaderBuilder checksumOpt(ChecksumOpt checksum) {
    under.checksumOpt(checksum);
    return super.checksumOpt(checksum);
  }

  @Override
  public MultipartUploader build() throws IOException {
    for (Map.Entry<String, String> option : getOptions()) {
      if (getMandatoryKeys().contains(option.getKey())) {
        under.must(option.getKey(), option.getValue());
      } else {
        under.opt(option.getKey(), option.getValue());
      }
    }
    return new CachedUploader(under.build(), paths);
  }
}
