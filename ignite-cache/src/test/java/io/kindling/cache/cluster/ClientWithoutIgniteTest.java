package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Dialer;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.Hello;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A client, and a driver with a registry, live on a class path that has no Ignite. */
class ClientWithoutIgniteTest {

  @Test
  void clientAndRegistryRunWhereThereIsNoIgnite() throws Exception {
    List<URL> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!Path.of(entry).getFileName().toString().startsWith("ignite-")) {
        classPath.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("org.apache.ignite.Ignition"))
          .isInstanceOf(ClassNotFoundException.class);

      Object program =
          loader.loadClass(Program.class.getName()).getDeclaredConstructor().newInstance();

      assertThat(program).isNotInstanceOf(Program.class);
      assertThat(((Callable<?>) program).call()).isEqualTo("host of the owner");
    }
  }

  /** What clients and drivers do, run in a class loader of its own. */
  public static final class Program implements Callable<String> {

    @Override
    public String call() throws IOException {
      ClusterAccess access = new ClusterAccess("none", "secret", BlockLayout.DEFAULT);
      Duration patience = Duration.ofSeconds(5);
      OwnerTable table =
          new OwnerTable(
              5, List.of(new StorageNodeInfo(NodeIdentity.random(), "host of the owner", 7001)));
      try (RegistryServer registry =
              RegistryServer.start("127.0.0.1", 0, access, patience, new Metrics());
          RegistryLink link =
              RegistryLink.connect(
                  new Dialer(access, patience),
                  registry.endpoint(),
                  new Hello("user", UUID.randomUUID()))) {
        if (link.seek().step() != SeedRegistry.Step.FOUND) {
          throw new IllegalStateException("the first to ask may found");
        }
        link.sign(NodeIdentity.random(), new Endpoint("127.0.0.1", 4001), 1, table);
        StorageNodeInfo owner =
            Placement.over(registry.table()).owner(FileKey.of("s3a://bucket/file"), 0);
        return owner == null ? "nobody" : owner.host();
      }
    }
  }
}
