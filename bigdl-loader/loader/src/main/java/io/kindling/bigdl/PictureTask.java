package io.kindling.bigdl;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SerializableWritable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;

/** Reads and decodes the pictures of a partition, in an executor. */
final class PictureTask implements FlatMapFunction<Iterator<List<SourceFile>>, ByteRecord> {

  private static final long serialVersionUID = 1;

  private final Broadcast<SerializableWritable<Configuration>> options;
  private final int side;
  private final Undecodable undecodable;
  private final LongAccumulator dropped;

  PictureTask(
      Broadcast<SerializableWritable<Configuration>> options,
      int side,
      Undecodable undecodable,
      LongAccumulator dropped) {
    this.options = options;
    this.side = side;
    this.undecodable = undecodable;
    this.dropped = dropped;
  }

  @Override
  public Iterator<ByteRecord> call(Iterator<List<SourceFile>> lists) throws IOException {
    Configuration configuration = options.value().value();
    ExecutorNode.ensureIfPossible(configuration);
    List<SourceFile> files = new ArrayList<>();
    lists.forEachRemaining(files::addAll);
    RecordStream pictures =
        RecordStream.open(configuration, new FileRun(files), RecordOptions.defaults());
    TaskCompletionListener end = task -> pictures.close();
    var ignored = TaskContext.get().addTaskCompletionListener(end);
    return new RecordIterator(pictures, side, undecodable, dropped);
  }
}
