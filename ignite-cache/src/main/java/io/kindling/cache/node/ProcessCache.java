package io.kindling.cache.node;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.Packs;
import io.kindling.cache.client.ReadPlanner;
import io.kindling.cache.client.Statuses;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.HandshakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cache of one file system, over whatever its JVM is at the moment. */
final class ProcessCache implements BlockCache {

  private final Settings settings;
  private final String user;
  private volatile Current current;

  ProcessCache(Settings settings, String user) throws HandshakeException {
    this.settings = settings;
    this.user = user;
    this.current = resolve();
  }

  private Current resolve() throws HandshakeException {
    int generation = KindlingProcess.generation();
    return new Current(generation, KindlingProcess.planner(settings, user));
  }

  private ReadPlanner planner() {
    Current now = current;
    if (now.generation != KindlingProcess.generation()) {
      try {
        now = resolve();
        current = now;
      } catch (HandshakeException refused) {
        throw new UncheckedIOException(refused);
      }
    }
    return now.planner;
  }

  @Override
  public BlockLayout layout() {
    return planner().layout();
  }

  @Override
  public CachedFile open(UnderStoreFile file, String reader) {
    return planner().open(file, reader);
  }

  @Override
  public void deposit(UnderStoreFile written, String writer) throws IOException {
    planner().deposit(written, writer);
  }

  @Override
  public void notDeposited(String uri, String why) {
    planner().notDeposited(uri, why);
  }

  @Override
  public CachedFile open(UnderStoreFile file, String reader, @Nullable ByteBuffer content) {
    return planner().open(file, reader, content);
  }

  @Override
  public @Nullable StorageNodeInfo owner(FileKey file, int group) {
    return planner().owner(file, group);
  }

  @Override
  public Packs packs() {
    return planner().packs();
  }

  @Override
  public List<StorageNodeInfo> holders(FileVersion version, int group) {
    return planner().holders(version, group);
  }

  @Override
  public long held(FileVersion version, long position, long count) throws IOException {
    return planner().held(version, position, count);
  }

  @Override
  public Statuses statuses() {
    return planner().statuses();
  }

  @Override
  public void count(Metric metric, long amount) {
    planner().count(metric, amount);
  }

  @Override
  public BufferBudget buffers() {
    return planner().buffers();
  }

  @Override
  public MetricsSnapshot metrics() {
    return planner().metrics();
  }

  private record Current(int generation, ReadPlanner planner) {}
}
