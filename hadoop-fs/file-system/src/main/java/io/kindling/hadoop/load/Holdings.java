package io.kindling.hadoop.load;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.node.BlockRun;
import io.kindling.cache.node.ClusterOperator;
import io.kindling.cache.placement.StorageNodeInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which blocks of file versions the cluster holds, as their owners say now. With more replicas than
 * one, a block counts only when each of the nodes that should have it does. Safe for any number of
 * threads.
 */
public final class Holdings {

  private final ClusterOperator operator;
  private final BlockLayout layout;
  private final int replicas;

  /**
   * Holdings of a cluster.
   *
   * @param replicas nodes that should hold each block, the owner among them
   */
  public Holdings(ClusterOperator operator, BlockLayout layout, int replicas) {
    this.operator = operator;
    this.layout = layout;
    this.replicas = replicas;
  }

  /** How the cluster cuts files. */
  public BlockLayout layout() {
    return layout;
  }

  /**
   * Blocks of a file version.
   *
   * @param first number of the first
   * @param end number of the one after the last
   */
  public record Piece(FileVersion version, int first, int end) {

    /** All blocks of a version. */
    public static Piece whole(FileVersion version, BlockLayout layout) {
      return new Piece(version, 0, layout.blocks(version.length()));
    }

    /** Bytes of those blocks that are set, numbered from {@link #first}. */
    public long bytes(BitSet blocks, BlockLayout layout) {
      return blocks.stream().mapToLong(bit -> layout.length(first + bit, version.length())).sum();
    }

    /** Bytes of all blocks. */
    public long bytes(BlockLayout layout) {
      return first >= end
          ? 0
          : Math.min(version.length(), layout.start(end - 1) + layout.blockSize())
              - layout.start(first);
    }

    /** How many blocks. */
    public int count() {
      return end - first;
    }
  }

  /**
   * Asks the owners.
   *
   * @return for each piece the blocks that are held, numbered from its first
   * @throws IOException when an owner does not answer
   */
  public List<BitSet> of(List<Piece> pieces) throws IOException {
    Map<StorageNodeInfo, List<Question>> byNode = new LinkedHashMap<>();
    List<BitSet> held = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      BitSet all = new BitSet();
      all.set(0, piece.count());
      held.add(all);
      ask(piece, all, byNode);
    }
    for (Map.Entry<StorageNodeInfo, List<Question>> each : byNode.entrySet()) {
      List<Question> questions = each.getValue();
      List<BitSet> answers =
          operator.holds(each.getKey(), questions.stream().map(Question::run).toList());
      for (int i = 0; i < answers.size(); i++) {
        questions.get(i).take(answers.get(i));
      }
    }
    return held;
  }

  private void ask(Piece piece, BitSet held, Map<StorageNodeInfo, List<Question>> byNode)
      throws IOException {
    int at = piece.first();
    while (at < piece.end()) {
      int group = layout.groupOf(at);
      int end = Math.min(piece.end(), (group + 1) * layout.blocksPerGroup());
      List<StorageNodeInfo> nodes =
          operator.ranked(new GroupId(piece.version().fileKey(), group), replicas);
      if (nodes.isEmpty()) {
        throw new IOException("the cluster has no storage node now");
      }
      BlockRun run = new BlockRun(piece.version().versionKey(), at, end - at);
      for (StorageNodeInfo node : nodes) {
        byNode
            .computeIfAbsent(node, key -> new ArrayList<>())
            .add(new Question(run, held, at - piece.first()));
      }
      at = end;
    }
  }

  /** What one node is asked: blocks that it does not hold are cleared from {@code offset} on. */
  private record Question(BlockRun run, BitSet held, int offset) {

    void take(BitSet answer) {
      for (int i = 0; i < run.count(); i++) {
        if (!answer.get(i)) {
          held.clear(offset + i);
        }
      }
    }
  }
}
