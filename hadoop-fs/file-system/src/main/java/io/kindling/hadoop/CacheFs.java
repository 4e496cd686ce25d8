package io.kindling.hadoop;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/**
 * {@link CachingFileSystem} for programs that use FileContext: {@code
 * fs.AbstractFileSystem.cache.impl=io.kindling.hadoop.CacheFs}.
 */
public class CacheFs extends DelegateToFileSystem {

  /** Called by Hadoop by reflection. */
  public CacheFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
    super(uri, new CachingFileSystem(), configuration, CachingFileSystem.SCHEME, false);
  }

  /** There is no server and so no port. */
  @Override
  public int getUriDefaultPort() {
    return -1;
  }
}
