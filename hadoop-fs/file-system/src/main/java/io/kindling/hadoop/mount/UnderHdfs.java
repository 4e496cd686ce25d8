package io.kindling.hadoop.mount;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * HDFS when its scheme was taken over. Hadoop's class opens a file system for each link that it
 * meets, and goes on with itself, counting links, only if that one equals it. In Hadoop's cache of
 * file systems the takeover stands in its place, so the file system that is opened is a new one
 * each time; here all of one address and user are equal. Any thread.
 */
public final class UnderHdfs extends DistributedFileSystem {

  private @Nullable UserGroupInformation user;

  @Override
  public void initialize(URI address, Configuration configuration) throws IOException {
    super.initialize(address, configuration);
    user = UserGroupInformation.getCurrentUser();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || (other instanceof UnderHdfs store
            && Objects.equals(getUri(), store.getUri())
            && Objects.equals(user, store.user));
  }

  @Override
  public int hashCode() {
    return Objects.hash(getUri(), user);
  }
}
