package io.kindling.cache.placement;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The storage nodes of a cluster at one moment. Immutable.
 *
 * <p>All nodes of a cluster build the same table for the same epoch, so two tables are compared by
 * their epochs alone.
 *
 * @param epoch rises with every change; a table with a higher one replaces a table with a lower one
 * @param nodes sorted by identity, each identity once
 */
public record OwnerTable(long epoch, List<StorageNodeInfo> nodes) {

  /** What a client knows before it has asked anybody. */
  public static final OwnerTable EMPTY = new OwnerTable(0, List.of());

  /** Far above any cluster; a count beyond it is a damaged table and not a reason to allocate. */
  private static final int MOST_NODES = 100_000;

  public OwnerTable {
    if (epoch < 0) {
      throw new IllegalArgumentException("negative epoch " + epoch);
    }
    if (nodes.size() > MOST_NODES) {
      throw new IllegalArgumentException(nodes.size() + " storage nodes are beyond " + MOST_NODES);
    }
    List<StorageNodeInfo> sorted = new ArrayList<>(nodes);
    sorted.sort(Comparator.comparing(StorageNodeInfo::identity));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).identity().equals(sorted.get(i - 1).identity())) {
        throw new IllegalArgumentException(
            "storage nodes " + sorted.get(i - 1) + " and " + sorted.get(i) + " share an identity");
      }
    }
    nodes = List.copyOf(sorted);
  }

  /** Number of storage nodes. */
  public int size() {
    return nodes.size();
  }

  /** The node with this identity; null when the table has none. */
  public @Nullable StorageNodeInfo find(NodeIdentity identity) {
    int low = 0;
    int high = nodes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = nodes.get(middle).identity().compareTo(identity);
      if (order == 0) {
        return nodes.get(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** Appends the table in the form that {@link #readFrom} reads, some 40 bytes a node. */
  public void writeTo(DataOutput output) throws IOException {
    output.writeLong(epoch);
    output.writeInt(nodes.size());
    for (StorageNodeInfo node : nodes) {
      node.writeTo(output);
    }
  }

  /** The table as {@link #writeTo} writes it. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writeTo(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail", impossible);
    }
    return bytes.toByteArray();
  }

  /** As {@link #readFrom(DataInput)}, from what remains in the buffer, all of which is taken. */
  public static OwnerTable readFrom(ByteBuffer message) throws IOException {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /**
   * Reads one table.
   *
   * @throws IOException when the input ends early or holds no such table
   */
  public static OwnerTable readFrom(DataInput input) throws IOException {
    long epoch = input.readLong();
    int count = input.readInt();
    if (count < 0 || count > MOST_NODES) {
      throw new IOException("no owner table: it claims " + count + " nodes");
    }
    List<StorageNodeInfo> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(StorageNodeInfo.readFrom(input));
    }
    try {
      return new OwnerTable(epoch, nodes);
    } catch (IllegalArgumentException malformed) {
      throw new IOException("no owner table: " + malformed.getMessage(), malformed);
    }
  }
}
