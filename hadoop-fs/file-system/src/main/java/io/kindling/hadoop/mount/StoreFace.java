package io.kindling.hadoop.mount;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What a file system shows to its subclasses only. Any thread. */
public final class StoreFace extends FilterFileSystem {

  StoreFace(FileSystem fileSystem) {
    super(fileSystem);
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

  @Override
  public void rename(Path from, Path to, Options.Rename... options) throws IOException {
    super.rename(from, to, options);
  }

  /** Where the store counts bytes. */
  public FileSystem.@Nullable Statistics statistics() {
    return statistics;
  }
}
