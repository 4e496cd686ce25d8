package io.kindling.cache.cluster;

import io.kindling.cache.transfer.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A directory that all hosts see, by which stand-alone nodes find each other's seed registries
 * without a list of them. One small file for each node, written anew as long as the node lives; the
 * file system's own clock dates them, so the hosts' clocks need not agree. May be called from any
 * thread.
 */
public interface SeedDirectory {

  /** How often a living node writes its file. */
  Duration PERIOD = Duration.ofSeconds(10);

  /** A file that was not written for so long is of a node that is gone. */
  Duration STALE = Duration.ofSeconds(60);

  /**
   * A registry in the directory.
   *
   * @param name the node's identity, the name of its file
   * @param registry where its registry listens
   * @param since when the node first announced itself, in milliseconds since 1970 by its own clock;
   *     orders the registries, so that all take the same one for the first
   */
  record Announcement(String name, Endpoint registry, long since) {

    /** One line for a file. */
    public String toLine() {
      return since + " " + registry;
    }

    /**
     * Reads the line.
     *
     * @throws IllegalArgumentException when it is no such line
     */
    public static Announcement parse(String name, String line) {
      int blank = line.indexOf(' ');
      if (blank < 1) {
        throw new IllegalArgumentException("\"" + line + "\" announces no registry");
      }
      return new Announcement(
          name,
          Endpoint.parse(line.substring(blank + 1).trim()),
          Long.parseLong(line.substring(0, blank)));
    }
  }

  /** Writes or refreshes the file of a node; a reader never sees half of it. */
  void announce(Announcement node) throws IOException;

  /**
   * The announcements that are not stale, by time, then by name. Removes those that are, but not
   * before they are twice as old, so that a node that was suspended finds its file.
   */
  List<Announcement> list() throws IOException;

  /** Removes the file of a node that leaves. Nothing when there is none. */
  void remove(String name) throws IOException;
}
