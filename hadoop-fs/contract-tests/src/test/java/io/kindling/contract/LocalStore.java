package io.kindling.contract;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * A folder of this machine. Suites that work on the root of a file system are never switched on
 * here: they empty it.
 */
final class LocalStore implements TestStore {

  private final Path folder;

  LocalStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.toAbsolutePath().normalize());
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public String title() {
    return "the local file system";
  }

  @Override
  public URI root() {
    return URI.create("file:///");
  }

  @Override
  public String folder() {
    return folder.toString();
  }

  @Override
  public Configuration configuration() {
    return new Configuration();
  }

  /** Suites stay in the folder, which is removed after each. */
  @Override
  public TestStore empty(String suite, Access access) {
    return this;
  }

  @Override
  public Set<String> abilities() {
    return Set.of(
        "is-case-sensitive",
        "supports-unix-permissions",
        "rename-creates-dest-dirs",
        "rename-overwrites-dest",
        "rename-remove-dest-if-empty-dir",
        "supports-atomic-directory-delete",
        "supports-atomic-rename",
        "supports-seek",
        "supports-seek-on-closed-file",
        "rejects-seek-past-eof",
        "supports-settimes",
        "supports-unbuffer",
        "supports-getfilestatus",
        "supports-file-reference",
        "supports-content-check",
        "vector-io-early-eof-check");
  }

  @Override
  public int partSize() {
    return 1024;
  }

  @Override
  public boolean endsUploadsAtOnce() {
    return true;
  }

  @Override
  public void close() {}
}
