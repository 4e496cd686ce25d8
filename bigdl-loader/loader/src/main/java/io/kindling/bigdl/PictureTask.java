package io.kindling.bigdl;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.image.ImageFile;
import io.kindling.image.PictureStream;
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
final class PictureTask implements FlatMapFunction<Iterator<List<ImageFile>>, ByteRecord> {

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
  public Iterator<ByteRecord> call(Iterator<List<ImageFile>> lists) {
    Configuration configuration = options.value().value();
    ExecutorNode.ensureIfPossible(configuration);
    List<ImageFile> files = new ArrayList<>();
    lists.forEachRemaining(files::addAll);
    PictureStream pictures = new PictureStream(configuration, files.iterator());
    TaskCompletionListener end = task -> pictures.close();
    var ignored = TaskContext.get().addTaskCompletionListener(end);
    return new RecordIterator(pictures, side, undecodable, dropped);
  }
}
