package io.kindling.cache.transfer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Messages and payloads over one socket, for one thread at a time; {@link #close} may be called
 * from any thread and ends what is waiting.
 *
 * <p>The channel blocks, which costs the fewest system calls and wake-ups, and {@link SilenceWatch}
 * closes it when the other side gave no sign for the connection's patience. A payload has a limit
 * as a whole besides: the patience and what {@link #LOWEST_RATE} takes, so that nobody can hold a
 * block of the other side by taking or giving it byte by byte.
 */
public final class Connection implements Closeable {

  /** Waits as long as it takes. */
  static final Duration FOREVER = Duration.ZERO;

  private static final int BUFFER = 16 << 10;

  /** What a stranger may send before it has proved that it belongs here. */
  private static final int LARGEST_UNPROVEN = 8 << 10;

  private static final int LARGEST_MESSAGE = 16 << 20;

  /** Pieces in which a payload passes through direct memory on its way to or from the heap. */
  private static final int HEAP_PIECE = 256 << 10;

  /** Bytes in a second below which a payload is given up. */
  static final long LOWEST_RATE = 1 << 20;

  private final SocketChannel channel;
  private final SilenceWatch.Wait wait;
  private final String peer;
  private final Duration patience;
  private ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private int messageEnd;
  private int largestMessage = LARGEST_UNPROVEN;
  private @Nullable SharedBuffer shared;

  /**
   * Takes over a connected channel.
   *
   * @param patience how long the other side may stay silent within an exchange
   */
  Connection(SocketChannel channel, String peer, Duration patience) throws IOException {
    this.channel = channel;
    this.peer = peer;
    this.patience = patience;
    channel.configureBlocking(true);
    this.wait = SilenceWatch.watch(channel);
  }

  /** The other side is known now: messages may be larger than a stranger's. */
  void proven() {
    largestMessage = LARGEST_MESSAGE;
  }

  /** The other side is on this host and of the same user, its socket in this directory. */
  void near(Path directory) {
    shared = new SharedBuffer(directory);
  }

  /** What may be shared with the other side; null when it is not near. */
  @Nullable SharedBuffer shared() {
    return shared;
  }

  /** Who is on the other side, in words. */
  public String peer() {
    return peer;
  }

  /** Whether the channel is open on this side. */
  public boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Starts a message.
   *
   * @param code operation or status
   * @param room bytes that its fields need at most
   * @return where to put the fields
   */
  public ByteBuffer begin(int code, int room) {
    if (room + 5 > out.capacity()) {
      out = ByteBuffer.allocateDirect(room + 5);
    }
    return out.clear().position(4).put((byte) code);
  }

  /** Sends the message begun last, then the payload buffers, which are drained. */
  public void send(ByteBuffer... payload) throws IOException {
    out.putInt(0, out.position() - 4).flip();
    ByteBuffer[] all = new ByteBuffer[payload.length + 1];
    all[0] = out;
    System.arraycopy(payload, 0, all, 1, payload.length);
    long left = 0;
    for (ByteBuffer part : all) {
      left += part.remaining();
    }
    wait.begin(payloadLimit(left));
    try {
      int first = 0;
      while (left > 0) {
        while (!all[first].hasRemaining()) {
          first++;
        }
        left -= channel.write(all, first, all.length - first);
      }
    } catch (ClosedChannelException closed) {
      throw gone(closed);
    } finally {
      wait.end();
    }
  }

  private Duration payloadLimit(long bytes) {
    return patience.plusMillis(bytes * 1000 / LOWEST_RATE);
  }

  /** The next message: its code, then its fields. Valid until the next call. */
  public ByteBuffer receive() throws IOException {
    return receive(patience);
  }

  /**
   * As {@link #receive()}, waiting longer for the message to begin.
   *
   * @param silence how long the other side may stay silent before it; zero for any time
   */
  public ByteBuffer receive(Duration silence) throws IOException {
    in.position(messageEnd);
    fill(4, silence);
    int length = in.getInt();
    if (length < 1 || length > largestMessage) {
      throw new IOException(
          peer + " sent a message of " + length + " bytes; it does not speak this protocol");
    }
    fill(length, patience);
    messageEnd = in.position() + length;
    return in.slice(in.position(), length);
  }

  /** Fills the buffer with payload that follows the message received last. */
  public void receivePayload(ByteBuffer target) throws IOException {
    Payload payload = payload(target.remaining());
    while (target.hasRemaining()) {
      int ignored = payload.read(target);
    }
  }

  /**
   * As {@link #receivePayload}, and takes the checksum of the bytes while they are at hand.
   *
   * @return their CRC-32C
   */
  int receiveChecked(ByteBuffer target) throws IOException {
    Payload payload = payload(target.remaining());
    CRC32C checksum = new CRC32C();
    int limit = target.limit();
    int start = target.position();
    try {
      while (start < limit) {
        // In pieces that are still in the processor's cache when they are looked at again.
        target.limit(Math.min(limit, start + HEAP_PIECE));
        int count = payload.read(target);
        checksum.update(target.limit(target.position()).position(start));
        start += count;
      }
    } finally {
      target.limit(limit);
    }
    return (int) checksum.getValue();
  }

  /**
   * The payload that follows the message received last.
   *
   * @param length its bytes
   */
  public Payload payload(long length) {
    in.position(messageEnd);
    return new Payload(length);
  }

  private int readPayload(ByteBuffer target, int most, Duration silence) throws IOException {
    int count = Math.min(in.remaining(), most);
    if (count > 0) {
      target.put(target.position(), in, in.position(), count);
      target.position(target.position() + count);
      in.position(in.position() + count);
      messageEnd = in.position();
      return count;
    }
    int limit = target.limit();
    int piece = target.isDirect() ? most : Math.min(most, HEAP_PIECE);
    try {
      count = read(target.limit(target.position() + piece), silence);
    } finally {
      target.limit(limit);
    }
    if (count < 0) {
      throw new EOFException(peer + " closed the connection within a payload");
    }
    return count;
  }

  private void fill(int count, Duration silence) throws IOException {
    if (in.remaining() >= count) {
      return;
    }
    if (in.capacity() < count) {
      in = ByteBuffer.allocateDirect(count).put(in).flip();
    } else {
      in.compact().flip();
    }
    int start = in.position();
    while (in.remaining() < count) {
      int end = in.limit();
      in.position(end).limit(in.capacity());
      int read;
      try {
        read = read(in, end == 0 ? silence : patience);
      } finally {
        in.limit(in.position()).position(start);
      }
      if (read < 0) {
        throw new EOFException(peer + " closed the connection");
      }
    }
  }

  private int read(ByteBuffer target, Duration silence) throws IOException {
    wait.begin(silence);
    try {
      return channel.read(target);
    } catch (ClosedChannelException closed) {
      throw gone(closed);
    } finally {
      wait.end();
    }
  }

  /** Why the channel was closed under a call. */
  private IOException gone(ClosedChannelException closed) {
    if (wait.expired()) {
      return new SocketTimeoutException(
          "%s gave no sign for %d ms".formatted(peer, patience.toMillis()));
    }
    if (closed instanceof ClosedByInterruptException) {
      return new InterruptedIOException("interrupted while waiting for " + peer);
    }
    return closed instanceof AsynchronousCloseException
        ? new EOFException("the connection to " + peer + " was closed")
        : closed;
  }

  @Override
  public void close() throws IOException {
    wait.forget();
    channel.close();
  }

  /** The bytes after a message, as a channel that ends with them. */
  public final class Payload implements ReadableByteChannel {

    private final long end;
    private long left;

    private Payload(long length) {
      this.left = length;
      this.end = System.nanoTime() + payloadLimit(length).toNanos();
    }

    /** Reads some bytes, at least one unless the payload has ended or the target is full. */
    @Override
    public int read(ByteBuffer target) throws IOException {
      if (left == 0) {
        return -1;
      }
      int most = (int) Math.min(left, target.remaining());
      if (most == 0) {
        return 0;
      }
      Duration silence = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      int count = readPayload(target, most, silence.compareTo(patience) < 0 ? silence : patience);
      left -= count;
      return count;
    }

    /** Reads and drops what is left. */
    public void skip() throws IOException {
      ByteBuffer waste = ByteBuffer.allocate((int) Math.min(left, HEAP_PIECE));
      while (left > 0) {
        int ignored = read(waste.clear());
      }
    }

    @Override
    public boolean isOpen() {
      return Connection.this.isOpen();
    }

    /** Leaves the connection open: a payload is not worth one. */
    @Override
    public void close() {}
  }
}
