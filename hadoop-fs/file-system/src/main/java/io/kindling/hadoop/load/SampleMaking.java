package io.kindling.hadoop.load;

import io.kindling.cache.placement.NodeIdentity;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes and finds the ready samples of sets, so that whoever reads them later finds them. Found by
 * {@link java.util.ServiceLoader} on the class path of storage nodes; this module knows no picture.
 * Any thread.
 */
public interface SampleMaking {

  /**
   * Makes the samples of the packs that are one node's to make, as far as nobody has them.
   *
   * @param configuration where the file systems are configured
   * @param paths of the set
   * @param transform how samples are made, in the words of those who read them
   * @param share which packs are meant
   * @throws IllegalArgumentException when the transform is none; names the word and what it can be
   * @throws IOException when the set cannot be listed, or what {@code watch} threw
   */
  Made make(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException;

  /**
   * Counts the samples of the packs that are one node's to make, as far as they are there. Makes
   * none.
   *
   * @param configuration where the file systems are configured
   * @param paths of the set
   * @param transform how samples are made, in the words of those who read them
   * @param share which packs are meant
   * @throws IllegalArgumentException when the transform is none; names the word and what it can be
   * @throws IOException when the set cannot be listed, or what {@code watch} threw
   */
  Found find(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException;

  /**
   * The packs of one node of those that make some: all that it owns, and its part of those whose
   * owners make none.
   *
   * @param makers in the same order for all
   * @param own the place of the one that asks
   */
  record Share(List<NodeIdentity> makers, int own) {

    public Share {
      makers = List.copyOf(makers);
    }

    /**
     * Whether a pack is meant.
     *
     * @param owner null when no cluster is there
     * @param number that all makers give the pack
     */
    public boolean has(@Nullable NodeIdentity owner, int number) {
      int maker = owner == null ? -1 : makers.indexOf(owner);
      return own == (maker >= 0 ? maker : Math.floorMod(number, makers.size()));
    }
  }

  /** Told how far the making is. Called by one thread, the one that called {@link #make}. */
  @FunctionalInterface
  interface Watch {

    /**
     * Called at least every few seconds.
     *
     * @param parts of the share that are through
     * @param all parts of the share
     * @param bytes of the sources of those that are through
     * @param allBytes of all of them
     * @throws IOException when the making is to end
     */
    void through(long parts, long all, long bytes, long allBytes) throws IOException;
  }

  /**
   * What was made.
   *
   * @param packs of the share
   * @param made of them, those that nobody had
   * @param samples in all packs
   * @param undecodable pictures, which have a place in their pack and no pixels
   * @param bytes of all packs
   * @param failures of files that could not be read
   */
  record Made(
      long packs,
      long made,
      long samples,
      long undecodable,
      long bytes,
      List<LoadProgress.Failure> failures) {

    public Made {
      failures = List.copyOf(failures);
    }
  }

  /** Whether it is known how many packs are missing. */
  enum Missing {
    /** All of them were counted. */
    ALL,
    /**
     * Some were: how many packs a part of a container has is known only by those that are there.
     */
    AT_LEAST
  }

  /**
   * What was found.
   *
   * @param packs that are there
   * @param missing that are not
   * @param count whether those are all that are missing
   * @param samples in the packs that are there
   * @param bytes of these packs
   * @param failures of files that could not be looked for
   */
  record Found(
      long packs,
      long missing,
      Missing count,
      long samples,
      long bytes,
      List<LoadProgress.Failure> failures) {

    public Found {
      failures = List.copyOf(failures);
    }

    /** Whether all samples of the set are there. */
    public boolean isComplete() {
      return missing == 0 && failures.isEmpty();
    }
  }
}
