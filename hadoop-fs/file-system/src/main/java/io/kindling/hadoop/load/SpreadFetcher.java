package io.kindling.hadoop.load;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.node.ClusterOperator;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.hadoop.load.FetchOrder.Item;
import io.kindling.hadoop.load.FetchOrder.Outcome;
import io.kindling.hadoop.load.FetchOrder.Result;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has each storage node fetch the blocks that it owns, so that their bytes go over the network
 * once. A node that cannot fetch leaves its share to those that can; what fails at a node, because
 * it has other rights or mounts for one, this JVM tries itself, and its error is the file's.
 */
public final class SpreadFetcher implements PieceFetcher {

  private static final Logger LOG = LoggerFactory.getLogger(SpreadFetcher.class);

  private final FetchPlaces places;
  private final ClusterOperator operator;
  private final BlockLayout layout;
  private final LoadSettings settings;
  private final PieceFetcher own;
  private volatile boolean cancelled;

  /**
   * A fetcher.
   *
   * @param own takes what nobody else can fetch
   */
  public SpreadFetcher(
      FetchPlaces places,
      ClusterOperator operator,
      BlockLayout layout,
      LoadSettings settings,
      PieceFetcher own) {
    this.places = places;
    this.operator = operator;
    this.layout = layout;
    this.settings = settings;
    this.own = own;
  }

  @Override
  public void fetch(List<LoadPiece> pieces) throws IOException, InterruptedException {
    List<StorageNodeInfo> able = places.able();
    if (able.isEmpty()) {
      own.fetch(pieces);
      return;
    }
    Map<StorageNodeInfo, Map<LoadPiece, List<Integer>>> shares = new LinkedHashMap<>();
    for (LoadPiece piece : pieces) {
      for (int block : piece.missing()) {
        shares
            .computeIfAbsent(node(piece, block, able), any -> new LinkedHashMap<>())
            .computeIfAbsent(piece, any -> new ArrayList<>())
            .add(block);
      }
    }
    List<FetchPlaces.Addressed> orders = orders(shares);
    List<@Nullable List<Result>> answers = places.carryOut(orders);
    Set<LoadPiece> left = new LinkedHashSet<>();
    int at = 0;
    for (Map<LoadPiece, List<Integer>> share : shares.values()) {
      take(share, orders.get(at).node(), answers.get(at), left);
      at++;
    }
    if (!left.isEmpty() && !cancelled) {
      own.fetch(new ArrayList<>(left));
    }
  }

  private void take(
      Map<LoadPiece, List<Integer>> share,
      StorageNodeInfo node,
      @Nullable List<Result> results,
      Set<LoadPiece> left) {
    List<LoadPiece> pieces = List.copyOf(share.keySet());
    if (results == null || results.size() != pieces.size()) {
      left.addAll(pieces);
      return;
    }
    for (int i = 0; i < pieces.size(); i++) {
      LoadPiece piece = pieces.get(i);
      Result result = results.get(i);
      if (result.outcome() == Outcome.FAILED) {
        LOG.debug("{} did not fetch {}: {}", node, piece, result.reason());
        left.add(piece);
        continue;
      }
      if (result.outcome() == Outcome.NOT_KEPT) {
        piece.refused();
      }
      long bytes = bytes(piece, share.getOrDefault(piece, List.of()));
      piece.file().progress().broughtByNodes(bytes);
    }
  }

  /** The block's owner if it can fetch, else another node, the same for all of a group. */
  private StorageNodeInfo node(LoadPiece piece, int block, List<StorageNodeInfo> able) {
    FileVersion version = piece.file().known().version();
    GroupId group = new GroupId(version.fileKey(), layout.groupOf(block));
    List<StorageNodeInfo> owners = operator.ranked(group, 1);
    return !owners.isEmpty() && able.contains(owners.get(0))
        ? owners.get(0)
        : able.get(Math.floorMod(group.hashCode(), able.size()));
  }

  private List<FetchPlaces.Addressed> orders(
      Map<StorageNodeInfo, Map<LoadPiece, List<Integer>>> shares) {
    List<FetchPlaces.Addressed> orders = new ArrayList<>();
    Map<StorageNodeInfo, Long> bytes = new LinkedHashMap<>();
    shares.forEach((node, share) -> bytes.put(node, bytes(share)));
    double all = Math.max(1, bytes.values().stream().mapToLong(Long::longValue).sum());
    shares.forEach(
        (node, share) -> {
          List<Item> items = new ArrayList<>();
          share.forEach((piece, blocks) -> items.add(item(piece.file().known(), blocks)));
          long own = bytes.getOrDefault(node, 0L);
          // In proportion, so that all are through at the same time.
          long bandwidth =
              settings.bandwidth() == 0
                  ? 0
                  : Math.max(1, (long) (settings.bandwidth() * (own / all)));
          orders.add(
              new FetchPlaces.Addressed(
                  node, new FetchOrder(settings.fetchers(), bandwidth, items), own));
        });
    return Collections.unmodifiableList(orders);
  }

  private long bytes(Map<LoadPiece, List<Integer>> share) {
    long bytes = 0;
    for (Map.Entry<LoadPiece, List<Integer>> each : share.entrySet()) {
      bytes += bytes(each.getKey(), each.getValue());
    }
    return bytes;
  }

  private long bytes(LoadPiece piece, List<Integer> blocks) {
    long length = piece.file().known().version().length();
    return blocks.stream().mapToLong(block -> layout.length(block, length)).sum();
  }

  private static Item item(KnownFile file, List<Integer> blocks) {
    String etag = UnderStore.rawEtag(file.under());
    return new Item(
        file.path().toUri().toString(),
        file.under().getLen(),
        file.under().getModificationTime(),
        etag == null ? "" : etag,
        file.version().versionKey(),
        blocks);
  }

  @Override
  public void cancel() {
    cancelled = true;
    places.cancel();
    own.cancel();
  }

  @Override
  public void close() {
    places.close();
    own.close();
  }
}
