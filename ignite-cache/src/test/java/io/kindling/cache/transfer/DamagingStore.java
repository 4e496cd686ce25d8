package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store whose blocks can be damaged: for good, or once while they are sent. */
final class DamagingStore implements BlockStore {

  private final BlockStore store;
  private final Set<BlockId> inMemory = ConcurrentHashMap.newKeySet();
  private final Set<BlockId> onTheWay = ConcurrentHashMap.newKeySet();

  DamagingStore(BlockStore store) {
    this.store = store;
  }

  void damageInMemory(BlockId id) {
    inMemory.add(id);
  }

  void damageOnTheWay(BlockId id) {
    onTheWay.add(id);
  }

  @Override
  public @Nullable BlockHandle acquire(BlockId id) {
    BlockHandle handle = store.acquire(id);
    return handle == null ? null : new Damaged(handle, id);
  }

  @Override
  public boolean contains(BlockId id) {
    return store.contains(id);
  }

  @Override
  public BlockWriter reserve(BlockId id, int length, BlockOrigin origin) throws StoreFullException {
    return store.reserve(id, length, origin);
  }

  @Override
  public boolean remove(BlockId id) {
    return store.remove(id);
  }

  @Override
  public long openHandles() {
    return store.openHandles();
  }

  @Override
  public long capacity() {
    return store.capacity();
  }

  @Override
  public long used() {
    return store.used();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class Damaged implements BlockHandle {

    private final BlockHandle handle;
    private final BlockId id;

    Damaged(BlockHandle handle, BlockId id) {
      this.handle = handle;
      this.id = id;
    }

    @Override
    public int length() {
      return handle.length();
    }

    @Override
    public int checksum() {
      return handle.checksum();
    }

    @Override
    public int age() {
      return handle.age();
    }

    @Override
    public void copyTo(int offset, byte[] target, int targetOffset, int count) {
      handle.copyTo(offset, target, targetOffset, count);
    }

    @Override
    public void copyTo(int offset, ByteBuffer target, int count) {
      int middle = target.position() + count / 2;
      handle.copyTo(offset, target, count);
      if (isDamaged()) {
        target.put(middle, (byte) (target.get(middle) + 1));
      }
    }

    private boolean isDamaged() {
      return inMemory.contains(id) || onTheWay.remove(id);
    }

    @Override
    public void writeTo(int offset, WritableByteChannel channel, int count) throws IOException {
      handle.writeTo(offset, channel, count);
    }

    @Override
    public ByteBuffer[] views(int offset, int count) {
      if (!isDamaged()) {
        return handle.views(offset, count);
      }
      ByteBuffer copy = ByteBuffer.allocateDirect(count);
      handle.copyTo(offset, copy, count);
      copy.put(count / 2, (byte) (copy.get(count / 2) + 1));
      return new ByteBuffer[] {copy.flip()};
    }

    @Override
    public void verify() throws ChecksumException {
      if (inMemory.contains(id)) {
        throw new ChecksumException(id, checksum(), ~checksum());
      }
      handle.verify();
    }

    @Override
    public void close() {
      handle.close();
    }
  }
}
