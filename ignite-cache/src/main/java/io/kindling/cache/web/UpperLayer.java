package io.kindling.cache.web;

import java.io.IOException;
import java.util.List;

/**
 * What layers above the block cache know of a cluster: load jobs, mounts and the names of paths.
 * Safe for any number of threads.
 */
public interface UpperLayer {

  /** Nothing is known of either. */
  UpperLayer NONE =
      new UpperLayer() {
        @Override
        public List<LoadJobView> jobs() {
          return List.of();
        }

        @Override
        public List<ClusterView.MountView> mounts() {
          return List.of();
        }

        @Override
        public String canonical(String path) {
          return path;
        }

        @Override
        public void cancel(String job) {
          throw new IllegalArgumentException("there is no load job " + job);
        }
      };

  /** The load jobs that the cluster knows of, the latest first. */
  List<LoadJobView> jobs() throws IOException;

  /** The mounts that hold now. */
  List<ClusterView.MountView> mounts() throws IOException;

  /**
   * The name by which the nodes know a path of an under store that somebody wrote.
   *
   * @throws IllegalArgumentException when it is no path
   */
  String canonical(String path);

  /**
   * Asks whoever runs a load job to end it.
   *
   * @throws IllegalArgumentException when there is no such job, or it has ended
   */
  void cancel(String job) throws IOException;
}
