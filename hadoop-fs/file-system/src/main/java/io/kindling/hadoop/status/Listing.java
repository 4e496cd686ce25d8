package io.kindling.hadoop.status;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * An under store's listing in the paths and statuses of the cache. One thread.
 *
 * @param <S> what the store lists
 * @param <T> what callers see
 */
public final class Listing<S, T> implements RemoteIterator<T>, Closeable {

  private final RemoteIterator<? extends S> source;
  private final Translation<S, T> translation;
  private final Runnable atEnd;
  private boolean ended;

  public Listing(RemoteIterator<? extends S> source, Translation<S, T> translation) {
    this(source, translation, () -> {});
  }

  /**
   * As above, and says so when all was listed.
   *
   * @param atEnd run once, when there is no more
   */
  public Listing(
      RemoteIterator<? extends S> source, Translation<S, T> translation, Runnable atEnd) {
    this.source = source;
    this.translation = translation;
    this.atEnd = atEnd;
  }

  @Override
  public boolean hasNext() throws IOException {
    boolean more = source.hasNext();
    if (!more && !ended) {
      ended = true;
      atEnd.run();
    }
    return more;
  }

  @Override
  public T next() throws IOException {
    return translation.of(source.next());
  }

  /** S3A's listings hold requests that can be ended early. */
  @Override
  public void close() throws IOException {
    if (source instanceof Closeable closeable) {
      closeable.close();
    }
  }

  /** Makes what callers see. */
  public interface Translation<S, T> {
    T of(S source) throws IOException;
  }
}
