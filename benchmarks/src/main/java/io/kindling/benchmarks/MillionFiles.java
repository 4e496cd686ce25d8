package io.kindling.benchmarks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An object store of pictures that are not there: class folders with files that have lengths, times
 * and etags, made up for each listing and kept nowhere. What lists it is all that takes time and
 * memory.
 */
public final class MillionFiles extends ReadOnlyFileSystem {

  static final String SCHEME = "million";

  /** Key: files of the store. */
  static final String FILES = "fs.million.files";

  /** Files of a class folder. */
  static final int IN_FOLDER = 1_000;

  private static final int BLOCK = 32 << 20;
  private static final int FIRST = 10_000_000;
  private static final long TIME = 1_700_000_000_000L;

  private int folders;

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    folders = configuration.getInt(FILES, 1_000_000) / IN_FOLDER;
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(CommonPathCapabilities.ETAGS_AVAILABLE)
        || super.hasPathCapability(path, capability);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    Path folder = getFileStatus(path).getPath();
    boolean root = folder.isRoot();
    return IntStream.range(0, root ? folders : IN_FOLDER)
        .mapToObj(number -> root ? folder(folder, number) : file(folder, number))
        .toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Path full = makeQualified(path);
    if (full.isRoot()) {
      return new FileStatus(0, true, 1, BLOCK, TIME, full);
    }
    // Only folders are ever asked for: what lists files knows them.
    int number = Integer.parseInt(full.getName().substring(1)) - FIRST;
    if (full.depth() > 1 || number < 0 || number >= folders) {
      throw new FileNotFoundException(path.toString());
    }
    return folder(full.getParent(), number);
  }

  private static FileStatus folder(Path root, int number) {
    return new FileStatus(0, true, 1, BLOCK, TIME, new Path(root, "n" + (FIRST + number)));
  }

  private static FileStatus file(Path folder, int number) {
    Path path = new Path(folder, folder.getName() + "_" + number + ".JPEG");
    return new Picture(100_000 + number * 17, path);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) {
    throw refused();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(getUri());
  }

  @Override
  UnsupportedOperationException refused() {
    return new UnsupportedOperationException("this store has names and no bytes");
  }

  private static final class Picture extends FileStatus implements EtagSource {

    private static final long serialVersionUID = 1L;

    Picture(long length, Path path) {
      super(length, false, 1, BLOCK, TIME, path);
    }

    @Override
    public String getEtag() {
      String half = Long.toHexString(Long.MIN_VALUE | getPath().hashCode());
      return half.concat(half);
    }
  }
}
