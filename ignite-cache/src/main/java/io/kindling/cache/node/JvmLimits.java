package io.kindling.cache.node;

import io.kindling.cache.cluster.IgniteOpens;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.store.MemoryBudget;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the JVM of a storage node may take, beside its heap, and what the node asks of it.
 *
 * @param direct bytes of direct memory that it may have: {@code MaxDirectMemorySize}, or {@code
 *     -Xmx}
 * @param tier bytes of it that the memory tier takes; 0 when that lies elsewhere
 * @param buffers bytes of it that all buffers take at most
 * @param process what container or machine allow the process in all; bytes are {@link
 *     Long#MAX_VALUE} when that is not known
 * @param closed packages that Ignite needs and the JVM does not open
 */
public record JvmLimits(
    long direct, long tier, long buffers, MemoryBudget.Limit process, List<String> closed) {

  public JvmLimits {
    closed = List.copyOf(closed);
  }

  /**
   * Those of this JVM.
   *
   * @param capacity bytes of the memory tier
   */
  static JvmLimits of(Settings settings, long capacity) {
    MemoryBudget budget = MemoryBudget.ofThisProcess(settings.get(CacheOptions.CONTAINER_MEMORY));
    return new JvmLimits(
        budget.direct().bytes(),
        settings.get(CacheOptions.MEMORY_DIRECTORY).isEmpty() ? capacity : 0,
        settings.get(CacheOptions.BUFFER_SIZE),
        budget.process(),
        IgniteOpens.closed());
  }

  /** Bytes of direct memory that tier and buffers may take together. */
  public long wanted() {
    return tier + buffers;
  }

  void writeTo(DataOutput output) throws IOException {
    output.writeLong(direct);
    output.writeLong(tier);
    output.writeLong(buffers);
    output.writeLong(process.bytes());
    output.writeUTF(process.name());
    output.writeUTF(process.raise());
    output.writeByte(closed.size());
    for (String each : closed) {
      output.writeUTF(each);
    }
  }

  static JvmLimits readFrom(DataInput input) throws IOException {
    long direct = input.readLong();
    long tier = input.readLong();
    long buffers = input.readLong();
    MemoryBudget.Limit process =
        new MemoryBudget.Limit(input.readLong(), input.readUTF(), input.readUTF());
    List<String> closed = new ArrayList<>();
    for (int left = input.readUnsignedByte(); left > 0; left--) {
      closed.add(input.readUTF());
    }
    return new JvmLimits(direct, tier, buffers, process, closed);
  }
}
