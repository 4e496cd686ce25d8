package io.kindling.image.samples;

import io.kindling.hadoop.samples.FilePacks;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The packs of files, looked up once for each folder: finding a file system by its path costs more
 * than its answer about a file. Any thread.
 */
public final class FolderPacks {
  private final Configuration configuration;
  private final Map<String, FilePacks> packs = new ConcurrentHashMap<>();

  /**
   * @param configuration where the file systems are configured
   */
  public FolderPacks(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The packs of the file system that shows a file.
   *
   * @throws org.apache.hadoop.fs.PathIOException when the path does not lead through the cache
   */
  public FilePacks of(SourceFile file) throws IOException {
    FilePacks known = packs.get(file.folder());
    if (known == null) {
      Path path = new Path(file.path());
      known = FilePacks.of(path.getFileSystem(configuration), path);
      packs.put(file.folder(), known);
    }
    return known;
  }
}
