package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.FileKey;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Paths that one reader asks the under store for at the moment, so that others who want to know the
 * same wait for its answer. Nobody waits longer than the patience: who was to ask may be gone. Safe
 * for any number of threads.
 */
final class OpenQuestions {

  private static final long MOST = 100_000;

  private final Cache<FileKey, CountDownLatch> open;
  private final Duration patience;

  OpenQuestions(Duration patience) {
    this.patience = patience;
    this.open = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(patience).build();
  }

  /** Waits when somebody asks already. */
  Outcome join(FileKey path) throws InterruptedIOException {
    CountDownLatch own = new CountDownLatch(1);
    CountDownLatch question = open.get(path, key -> own);
    if (question == own) {
      return Outcome.FIRST;
    }
    try {
      boolean answered = question.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      return answered ? Outcome.ANSWERED : Outcome.UNANSWERED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another reader asked for a status");
    }
  }

  /** There is an answer, or who asked got none. */
  void end(FileKey path) {
    CountDownLatch question = open.asMap().remove(path);
    if (question != null) {
      question.countDown();
    }
  }

  /** What became of a question. */
  enum Outcome {
    /** Nobody else asks: the caller is expected to. */
    FIRST,
    /** Somebody else was told something just now, or gave up. */
    ANSWERED,
    /** Somebody else asks and hears nothing. */
    UNANSWERED
  }
}
