package io.kindling.image.write;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A format of files that hold many pictures, with all its settings. A value. */
public interface ShardFormat extends Serializable {

  /**
   * Begins a shard.
   *
   * @param file does not exist yet
   */
  ShardWriter create(Configuration configuration, Path file) throws IOException;

  /** The name of a shard below the output folder. */
  String name(ShardPlace place);

  /** Records of a shard unless the user says otherwise. */
  long usualRecords();

  /** Whether a writer that got no picture leaves a shard, so that the names have no gaps. */
  boolean keepsEmptyShards();

  /**
   * Which shard of an output a file is.
   *
   * @param prefix what names begin with, chosen by the user
   * @param writer number of the writer, from 0
   * @param writers how many there are
   * @param shard number among the shards of the writer, from 0
   * @param run tells apart what is added to a folder at different times; empty for a folder of its
   *     own
   */
  record ShardPlace(String prefix, int writer, int writers, int shard, String run) {

    /** What tells the shards of one writer apart: nothing for the first. */
    public String suffix() {
      return (run.isEmpty() ? "" : "-" + run) + (shard == 0 ? "" : "-%04d".formatted(shard));
    }
  }
}
