package io.kindling.image.listing;

import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.util.functional.FutureIO;

/** The threads of one listing; ended by {@link #close}. */
final class ListingThreads implements AutoCloseable {

  /** Requests at a time: a store that answers in 50 ms lists 300,000 files a second. */
  static final int COUNT = 16;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(COUNT, DaemonThreads.numbered("kindling-listing-"));

  /** A request to a file system. */
  @FunctionalInterface
  interface Request<T, R> {
    R answer(T about) throws IOException;
  }

  /** The answers about all, in their order. */
  <T, R> List<R> all(List<T> subjects, Request<T, R> request) throws IOException {
    if (subjects.size() == 1) {
      return List.of(request.answer(subjects.get(0)));
    }
    List<Future<R>> asked = new ArrayList<>(subjects.size());
    for (T subject : subjects) {
      asked.add(threads.submit(() -> request.answer(subject)));
    }
    try {
      List<R> answers = new ArrayList<>(asked.size());
      for (Future<R> one : asked) {
        answers.add(one.get());
      }
      return answers;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while listing").initCause(interrupted);
    } catch (ExecutionException failed) {
      throw FutureIO.unwrapInnerException(failed);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
