package io.kindling.hadoop.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One file has one name. Nothing here connects to anything. */
class CanonicalUrisTest {

  @ParameterizedTest
  @CsvSource({
    "hdfs://localhost, hdfs://localhost:8020/x, hdfs://localhost:8020/x",
    "hdfs://LOCALHOST:8020, /x/, hdfs://localhost:8020/x",
    "hdfs://localhost:9000, hdfs://localhost:9000//x, hdfs://localhost:9000/x",
    "hdfs://localhost, /X, hdfs://localhost:8020/X",
    "hdfs://active, hdfs://active/x, hdfs://active/x",
    "hdfs://127.0.0.1:8020, hdfs://127.0.0.1:8020/x, hdfs://active/x",
    "hdfs://127.0.0.2, hdfs://127.0.0.2/x, hdfs://active/x",
    "file:///, file:///x y, file:///x%20y",
    "file:///, /x y, file:///x%20y",
    "file:///, /é+%, file:///é+%25",
    "file:///, file:/x/, file:///x",
  })
  void spellingDoesNotMatter(String store, String path, String canonical) throws IOException {
    assertThat(canonical(URI.create(store), new Path(path))).isEqualTo(canonical);
  }

  @Test
  void encodedUriIsTheSamePath() throws IOException {
    URI local = URI.create("file:///");
    assertThat(canonical(local, new Path(URI.create("file:///%C3%A9%2B%20"))))
        .isEqualTo(canonical(local, new Path("/é+ ")));
  }

  @ParameterizedTest
  @CsvSource({
    "file:///, /m",
    "file:///, /m/x",
    "file:///, /m/x y/é+%",
    "file:///a b/, /m",
    "file:///a b/, /m/c",
    "file:///a/b, /m/c/d=1,2",
  })
  void nameOfAMountsPathIsThatOfItsFile(String root, String path) throws IOException {
    Configuration configuration = new Configuration();
    Mount mount =
        new Mount("m", new Path(root), configuration, UserGroupInformation.getCurrentUser());
    assertThat(mount.canonicalUri(path))
        .isEqualTo(mount.store().canonicalUri(mount.under(path)))
        .startsWith("file:///");
    mount.close();
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://near/x/, s3a://near@store:9000/x/",
    "s3://near/x/1.jpg, s3a://near@store:9000/x/1.jpg",
    "s3a://near/x y/, s3a://near@store:9000/x%20y/",
    "s3a://near/x%20y/, s3a://near@store:9000/x%20y/",
    "s3a://near@store:9000/x%20y/, s3a://near@store:9000/x%20y/",
    "s3n://far/x/, s3a://far/x/",
    "s3a://far/x%20y/, s3a://far/x%20y/",
    "file:///near/x%20y/, file:///near/x%20y/",
    "hdfs://near/x/, hdfs://near/x/",
  })
  void writtenBucketIsNamedByItsEndpoint(String written, String canonical) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.s3a.bucket.near.endpoint", "http://store:9000");
    assertThat(CanonicalUris.ofWritten(written, configuration)).isEqualTo(canonical);
  }

  private static String canonical(URI store, Path path) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("dfs.nameservices", "active");
    configuration.set("dfs.ha.namenodes.active", "a,b");
    configuration.set("dfs.namenode.rpc-address.active.a", "127.0.0.1:8020");
    configuration.set("dfs.namenode.rpc-address.active.b", "127.0.0.2:8020");
    configuration.set(
        "dfs.client.failover.proxy.provider.active",
        "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");
    try (FileSystem fileSystem = FileSystem.newInstance(store, configuration)) {
      return UnderStore.of(fileSystem, configuration).canonicalUri(path);
    }
  }
}
