package io.kindling.hadoop.mount;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What a file system shows to its subclasses only. Any thread. */
public final class StoreFace extends FilterFileSystem {

  private final Configuration configuration;
  private final boolean isLocalWithChecksums;

  StoreFace(FileSystem fileSystem, Configuration configuration) {
    super(fileSystem);
    this.configuration = configuration;
    isLocalWithChecksums = fileSystem instanceof LocalFileSystem;
  }

  /** The port that the store puts into an address without one; 0 when it knows no ports. */
  @Override
  public int getDefaultPort() {
    URI address = URI.create(getUri().getScheme() + "://127.0.0.1");
    return Math.max(0, canonicalizeUri(address).getPort());
  }

  @Override
  public URI canonicalizeUri(URI uri) {
    return super.canonicalizeUri(uri);
  }

  @Override
  public @Nullable Path getInitialWorkingDirectory() {
    return super.getInitialWorkingDirectory();
  }

  @Override
  public void checkPath(Path path) {
    super.checkPath(path);
  }

  /**
   * As FileContext does. Hadoop's LocalFileSystem would leave the checksums behind, and what it
   * replaced would be compared with those of before; its LocalFs moves them along.
   */
  @Override
  public void rename(Path from, Path to, Options.Rename... options) throws IOException {
    // Of names with a colon Hadoop can make no names of checksums.
    if (isLocalWithChecksums && from.getName().indexOf(':') < 0 && to.getName().indexOf(':') < 0) {
      AbstractFileSystem.createFileSystem(getUri(), configuration).rename(from, to, options);
    } else {
      super.rename(from, to, options);
    }
  }

  /** Where the store counts bytes. */
  public FileSystem.@Nullable Statistics statistics() {
    return statistics;
  }
}
