package io.kindling.spark;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** How near its data each task ran. The events come a little later than the results. */
public final class TaskPlaces extends SparkListener {
  private final List<String> places = new CopyOnWriteArrayList<>();

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    boolean readFiles = end.taskMetrics().inputMetrics().bytesRead() > 0;
    if (readFiles) {
      places.add(end.taskInfo().taskLocality().toString());
    }
  }

  /** Spark's words for the places of the tasks that read files. */
  public List<String> ofScans() {
    return places;
  }
}
