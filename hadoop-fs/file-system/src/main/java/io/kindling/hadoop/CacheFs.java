package io.kindling.hadoop;

import io.kindling.hadoop.mount.CacheFace;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/**
 * {@link CachingFileSystem} for programs that use FileContext: {@code
 * fs.AbstractFileSystem.cache.impl=io.kindling.hadoop.CacheFs}, and the same for every scheme that
 * is taken over.
 */
public class CacheFs extends DelegateToFileSystem implements CacheFace {

  /** Called by Hadoop by reflection. */
  public CacheFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
    super(uri, opened(uri, configuration), configuration, uri.getScheme(), false);
  }

  /** Opened before, because only the store of a scheme that was taken over knows its port. */
  private static CachingFileSystem opened(URI uri, Configuration configuration) throws IOException {
    CachingFileSystem fileSystem = NewerHadoop.newFileSystem(configuration);
    fileSystem.initialize(uri, configuration);
    return fileSystem;
  }
}
