package io.kindling.bigdl.dataset;

import io.kindling.bigdl.ExecutorNode;
import io.kindling.bigdl.Undecodable;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.samples.ReadySamples;
import io.kindling.image.samples.SamplePack;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.broadcast.Broadcast;

/**
 * How executors read the samples of a set.
 *
 * @param options Hadoop options of the application
 * @param classes pictures with labels above it are left out
 */
record SampleReading(
    Broadcast<SerializableWritable<Configuration>> options,
    SampleTransform transform,
    RecordOptions records,
    int classes,
    Undecodable undecodable)
    implements Serializable {

  /** Opens the samples, in an executor, whose storage node is started before. */
  ReadySamples samples() {
    Configuration configuration = options.value().value();
    ExecutorNode.ensureIfPossible(configuration);
    return new ReadySamples(configuration, transform, records);
  }

  /** All that decides which records are trained. */
  String fingerprint() {
    return "%s; %s; labels up to %d; undecodable %s"
        .formatted(transform.fingerprint(), records, classes, undecodable);
  }

  /** Whether pictures with a label are trained. */
  boolean isTrained(int label) {
    return label >= 0 && label <= classes;
  }

  /**
   * The records of a pack that are trained, in their order.
   *
   * @throws IOException when one has no picture and that is to be a failure
   */
  int[] usable(SamplePack pack) throws IOException {
    int[] usable = new int[pack.records()];
    int count = 0;
    for (int record = 0; record < usable.length; record++) {
      if (pack.isPicture(record)) {
        if (isTrained(pack.label(record))) {
          usable[count++] = record;
        }
      } else if (undecodable == Undecodable.FAIL) {
        throw new IOException(pack.path(record) + ": " + pack.reason(record));
      }
    }
    return Arrays.copyOf(usable, count);
  }
}
