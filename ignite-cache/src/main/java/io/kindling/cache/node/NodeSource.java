package io.kindling.cache.node;

import io.kindling.cache.transfer.Endpoint;
import java.io.IOException;
import java.util.List;

/** Where a client finds storage nodes when it knows none that answers. */
@FunctionalInterface
public interface NodeSource {

  /**
   * Transfer endpoints of storage nodes, as far as they are known; may be empty.
   *
   * @throws IOException when they cannot be found out now
   */
  List<Endpoint> nodes() throws IOException;
}
