package io.kindling.cache.status;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.Strength;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link StatusTable} under one lock: a log of entries in chunks, and an index of
 * places in it.
 *
 * <p><b>Log.</b> An entry lies within one chunk, on a multiple of 8 bytes. Its place is the number
 * of that unit since the log began, modulo 2^32; the chunks that are alive are a ring. An entry
 * that is replaced by one of the same size is overwritten, else the new one is appended and the old
 * one is dead: nothing in the index leads to it. When all chunks are full, the oldest is emptied,
 * and those of its entries that were asked for since they were written are appended again.
 *
 * <p><b>Index.</b> Open addressing with linear probes over places, 4 bytes each, at most two thirds
 * full. The keys are in the log.
 */
final class StatusShard {

  static final int CHUNK = 256 << 10;

  private static final int UNIT = 8;
  private static final int UNITS = CHUNK / UNIT;

  // Where the fields of an entry are.
  private static final int KEY = 0;
  private static final int LENGTH = 16;
  private static final int ASKED_AT = 24;
  private static final int REFRESH_AT = 32;
  private static final int IDENTITY_SIZE = 36;
  private static final int DETAILS_SIZE = 38;
  private static final int KIND = 40;
  private static final int FLAGS = 41;
  private static final int TEXTS = 42;

  /** In place of a presence: the status was forgotten. */
  private static final int FORGOTTEN = 7;

  private static final int USED = 1;

  /** Milliseconds for which one who was told to refresh a status is believed to do it. */
  private static final int REFRESH_PAUSE = 5_000;

  private static final byte[] NOTHING = new byte[0];

  private final ByteBuffer[] ring;
  private final int[] filled;
  private final int mostChunks;
  private int[] index = new int[1 << 10];
  private int size;
  private int head;
  private int tail;
  private int end;
  private @Nullable ByteBuffer spare;

  StatusShard(long bytes) {
    // An entry of the index is 6 to 12 bytes, a tenth of an entry of the log.
    this.mostChunks = (int) Math.max(2, bytes * 9 / 10 / CHUNK);
    int slots = Integer.highestOneBit(mostChunks) * 2;
    this.ring = new ByteBuffer[slots];
    this.filled = new int[slots];
    ring[0] = ByteBuffer.allocate(CHUNK);
    // Place 0 stands for an empty slot of the index.
    end = UNIT;
  }

  synchronized int size() {
    return size;
  }

  synchronized long bytes() {
    long chunks = Integer.toUnsignedLong(head - tail) + 1 + (spare == null ? 0 : 1);
    return chunks * CHUNK + index.length * 4L;
  }

  synchronized boolean put(FileKey key, FileStatusEntry status, long askedAt) {
    return write(
        key,
        status.presence().ordinal() << 4 | status.strength().ordinal(),
        status.length(),
        status.identity().getBytes(StandardCharsets.UTF_8),
        status.details(),
        askedAt);
  }

  synchronized void forget(FileKey key, long now) {
    boolean ignored = write(key, FORGOTTEN << 4, 0, NOTHING, NOTHING, now);
  }

  private boolean write(
      FileKey key, int kind, long length, byte[] identity, byte[] details, long askedAt) {
    int bytes = align(TEXTS + identity.length + details.length);
    if (bytes > CHUNK / 8 || identity.length > 0xffff) {
      return false;
    }
    int slot = find(key);
    if (slot >= 0) {
      ByteBuffer chunk = chunk(index[slot]);
      int at = offset(index[slot]);
      long before = chunk.getLong(at + ASKED_AT);
      boolean forgotten = chunk.get(at + KIND) >> 4 == FORGOTTEN;
      if (before > askedAt || (forgotten && before == askedAt && kind >> 4 != FORGOTTEN)) {
        return false;
      }
      if (bytesAt(chunk, at) == bytes) {
        fill(chunk, at, key, kind, length, identity, details, askedAt);
        return true;
      }
    }
    int place = append(bytes);
    fill(chunk(place), offset(place), key, kind, length, identity, details, askedAt);
    // Making room may have moved or dropped the entry that was there.
    point(key, place);
    return true;
  }

  private static void fill(
      ByteBuffer chunk,
      int at,
      FileKey key,
      int kind,
      long length,
      byte[] identity,
      byte[] details,
      long askedAt) {
    chunk.putLong(at + KEY, key.high()).putLong(at + KEY + 8, key.low());
    chunk.putLong(at + LENGTH, length).putLong(at + ASKED_AT, askedAt).putInt(at + REFRESH_AT, 0);
    chunk.putShort(at + IDENTITY_SIZE, (short) identity.length);
    chunk.putShort(at + DETAILS_SIZE, (short) details.length);
    chunk.put(at + KIND, (byte) kind).put(at + FLAGS, (byte) 0);
    chunk.put(at + TEXTS, identity).put(at + TEXTS + identity.length, details);
  }

  synchronized StatusTable.@Nullable Known get(
      FileKey key, String uri, long now, long greatestAge) {
    int slot = find(key);
    if (slot < 0) {
      return null;
    }
    ByteBuffer chunk = chunk(index[slot]);
    int at = offset(index[slot]);
    int presence = chunk.get(at + KIND) >> 4;
    long age = now - chunk.getLong(at + ASKED_AT);
    if (presence == FORGOTTEN || age > greatestAge) {
      return null;
    }
    chunk.put(at + FLAGS, (byte) USED);
    byte[] identity = new byte[chunk.getShort(at + IDENTITY_SIZE) & 0xffff];
    byte[] details = new byte[chunk.getShort(at + DETAILS_SIZE) & 0xffff];
    chunk.get(at + TEXTS, identity).get(at + TEXTS + identity.length, details);
    FileStatusEntry entry =
        FileStatusEntry.of(
            uri,
            FileStatusEntry.Presence.values()[presence],
            chunk.getLong(at + LENGTH),
            new String(identity, StandardCharsets.UTF_8),
            Strength.values()[chunk.get(at + KIND) & 15],
            details);
    return new StatusTable.Known(entry, age, refresh(chunk, at, age, now, greatestAge));
  }

  private static StatusTable.Refresh refresh(
      ByteBuffer chunk, int at, long age, long now, long greatestAge) {
    // The time of the last request is kept in 32 bits: differences of it are all that is needed.
    int sinceAsked = (int) now - chunk.getInt(at + REFRESH_AT);
    boolean asked = chunk.getInt(at + REFRESH_AT) != 0 && sinceAsked < REFRESH_PAUSE;
    if (age <= greatestAge / 4 * 3 || asked) {
      return StatusTable.Refresh.NOT_YET;
    }
    chunk.putInt(at + REFRESH_AT, (int) now | 1);
    return StatusTable.Refresh.DUE;
  }

  /** Room for an entry at the end of the log. */
  private int append(int bytes) {
    if (end + bytes > CHUNK) {
      filled[slotOf(head)] = end;
      head++;
      ring[slotOf(head)] = spare == null ? ByteBuffer.allocate(CHUNK) : spare;
      spare = null;
      end = (head & (0xffffffff >>> 15)) == 0 ? UNIT : 0;
      if (head - tail >= mostChunks) {
        dropOldest();
      }
    }
    int place = head * UNITS + end / UNIT;
    end += bytes;
    return place;
  }

  private void dropOldest() {
    ByteBuffer oldest = ring[slotOf(tail)];
    // The first entry of a chunk follows the unit that is left out where the count begins anew.
    int at = (tail & (0xffffffff >>> 15)) == 0 ? UNIT : 0;
    while (at < filled[slotOf(tail)]) {
      int bytes = bytesAt(oldest, at);
      FileKey key = new FileKey(oldest.getLong(at + KEY), oldest.getLong(at + KEY + 8));
      int slot = find(key);
      if (slot >= 0 && index[slot] == tail * UNITS + at / UNIT) {
        if (oldest.get(at + FLAGS) == USED && end + bytes <= CHUNK / 2) {
          int place = head * UNITS + end / UNIT;
          chunk(place).put(end, oldest, at, bytes).put(end + FLAGS, (byte) 0);
          end += bytes;
          index[slot] = place;
        } else {
          remove(slot);
        }
      }
      at += bytes;
    }
    spare = oldest;
    tail++;
  }

  private static int bytesAt(ByteBuffer chunk, int at) {
    return align(
        TEXTS
            + (chunk.getShort(at + IDENTITY_SIZE) & 0xffff)
            + (chunk.getShort(at + DETAILS_SIZE) & 0xffff));
  }

  private static int align(int bytes) {
    return (bytes + UNIT - 1) / UNIT * UNIT;
  }

  private int slotOf(int chunk) {
    return chunk & (ring.length - 1);
  }

  private ByteBuffer chunk(int place) {
    return ring[slotOf(place >>> 15)];
  }

  private static int offset(int place) {
    return (place & (UNITS - 1)) * UNIT;
  }

  /** Drops what is not to be kept. */
  synchronized void retain(Predicate<FileKey> kept) {
    int slot = 0;
    while (slot < index.length) {
      int place = index[slot];
      if (place != 0) {
        ByteBuffer chunk = chunk(place);
        int at = offset(place);
        if (!kept.test(new FileKey(chunk.getLong(at + KEY), chunk.getLong(at + KEY + 8)))) {
          // Another one may have moved up into this slot.
          remove(slot);
          continue;
        }
      }
      slot++;
    }
  }

  /** The slot that leads to the key's entry, or -1. */
  private int find(FileKey key) {
    int slot = home(key.high());
    while (index[slot] != 0) {
      ByteBuffer chunk = chunk(index[slot]);
      int at = offset(index[slot]);
      if (chunk.getLong(at + KEY) == key.high() && chunk.getLong(at + KEY + 8) == key.low()) {
        return slot;
      }
      slot = (slot + 1) & (index.length - 1);
    }
    return -1;
  }

  private int home(long high) {
    return (int) (high >>> 20) & (index.length - 1);
  }

  private void point(FileKey key, int place) {
    int slot = find(key);
    if (slot >= 0) {
      index[slot] = place;
      return;
    }
    if ((size + 1) * 3L > index.length * 2L) {
      grow();
    }
    insert(key.high(), place);
    size++;
  }

  private void insert(long high, int place) {
    int slot = home(high);
    while (index[slot] != 0) {
      slot = (slot + 1) & (index.length - 1);
    }
    index[slot] = place;
  }

  private void grow() {
    int[] before = index;
    index = new int[before.length * 2];
    for (int place : before) {
      if (place != 0) {
        insert(chunk(place).getLong(offset(place) + KEY), place);
      }
    }
  }

  /** Empties a slot and moves up those behind it that would not be found any more. */
  private void remove(int slot) {
    int hole = slot;
    int next = slot;
    while (true) {
      next = (next + 1) & (index.length - 1);
      int place = index[next];
      if (place == 0) {
        break;
      }
      int wanted = home(chunk(place).getLong(offset(place) + KEY));
      boolean reachable =
          hole <= next ? hole < wanted && wanted <= next : hole < wanted || wanted <= next;
      if (!reachable) {
        index[hole] = place;
        hole = next;
      }
    }
    index[hole] = 0;
    size--;
  }
}
