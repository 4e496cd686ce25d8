package io.kindling.hadoop.load;

import io.kindling.cache.placement.StorageNodeInfo;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Other JVMs that carry out {@link FetchOrder}s, one for each storage node. Any thread. */
public interface FetchPlaces extends AutoCloseable {

  /** The storage nodes that can be given orders now, in a stable order. */
  List<StorageNodeInfo> able();

  /**
   * Has orders carried out, all at once.
   *
   * @return for each order what became of its files; null when its node did not carry it out
   * @throws IOException when the job is to end
   */
  List<@Nullable List<FetchOrder.Result>> carryOut(List<Addressed> orders)
      throws IOException, InterruptedException;

  /**
   * An order and who is to carry it out.
   *
   * @param bytes that it has to fetch
   */
  record Addressed(StorageNodeInfo node, FetchOrder order, long bytes) {}

  /** Ends all that is under way, soon. */
  void cancel();

  @Override
  void close();
}
