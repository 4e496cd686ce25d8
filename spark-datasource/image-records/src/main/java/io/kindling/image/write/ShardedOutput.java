package io.kindling.image.write;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Writes the pictures of one writer into one shard after the other. Used by one thread. */
public final class ShardedOutput implements Closeable {
  private final Configuration configuration;
  private final Path folder;
  private final ShardFormat format;
  private final ShardLimits limits;
  private final ShardFormat.ShardPlace first;
  private final List<String> names = new ArrayList<>();
  private @Nullable ShardWriter shard;
  private long inShard;
  private long closedBytes;
  private long records;

  /**
   * @param folder where shards are made
   * @param first the writer's first shard
   */
  public ShardedOutput(
      Configuration configuration,
      Path folder,
      ShardFormat format,
      ShardLimits limits,
      ShardFormat.ShardPlace first) {
    this.configuration = configuration;
    this.folder = folder;
    this.format = format;
    this.limits = limits;
    this.first = first;
  }

  /** Adds a picture; see {@link ShardWriter#add}. */
  public void add(OutgoingPicture picture) throws IOException {
    ShardWriter open = shard;
    if (open != null && (inShard >= limits.records() || open.bytes() >= limits.bytes())) {
      finishShard(open);
      open = null;
    }
    if (open == null) {
      open = begin();
    }
    open.add(picture);
    inShard++;
    records++;
  }

  private ShardWriter begin() throws IOException {
    String name =
        format.name(
            new ShardFormat.ShardPlace(
                first.prefix(), first.writer(), first.writers(), names.size(), first.run()));
    ShardWriter begun = format.create(configuration, new Path(folder, name));
    names.add(name);
    shard = begun;
    inShard = 0;
    return begun;
  }

  private void finishShard(ShardWriter open) throws IOException {
    shard = null;
    open.close();
    closedBytes += open.bytes();
  }

  /** Completes what was begun; an empty shard where the format wants one. */
  public void finish() throws IOException {
    ShardWriter open =
        shard == null && names.isEmpty() && format.keepsEmptyShards() ? begin() : shard;
    if (open != null) {
      finishShard(open);
    }
  }

  /** The names of the shards begun so far. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /** Records added so far. */
  public long records() {
    return records;
  }

  /** Bytes of all shards so far, about. */
  public long bytes() throws IOException {
    return closedBytes + (shard == null ? 0 : shard.bytes());
  }

  /** Gives up the shard that is open; what becomes of its file is the caller's affair. */
  @Override
  public void close() throws IOException {
    ShardWriter open = shard;
    shard = null;
    if (open != null) {
      open.close();
    }
  }
}
