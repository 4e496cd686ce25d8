package io.kindling.bigdl;

import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;

/**
 * Splits a set of pictures into the tasks that read it: pictures of one owner go together and
 * prefer the executor that owns them.
 *
 * @param tasks pictures of each task, in the order of their paths
 */
record PicturePlan(List<Task> tasks) {

  /** What {@link Task#place} is for pictures that are equally far from all. */
  static final String ANYWHERE = "";

  /** Pictures a task decodes when there are enough of them; about a tenth of a second of work. */
  private static final int PICTURES_PER_TASK = 128;

  /**
   * Pictures that are read by one task.
   *
   * @param files at least one
   * @param place executor in Spark's words, or {@link #ANYWHERE}
   */
  record Task(List<SourceFile> files, String place) {}

  /** Tells where the owner of a picture is. */
  @FunctionalInterface
  interface Places {
    String of(SourceFile file) throws IOException;
  }

  /**
   * Plans at least as many tasks as there are cores, as far as there are pictures.
   *
   * @param cores cores of all executors
   */
  static PicturePlan of(List<SourceFile> files, int cores, Places places) throws IOException {
    Map<String, List<SourceFile>> byPlace = new LinkedHashMap<>();
    for (SourceFile file : files) {
      byPlace.computeIfAbsent(places.of(file), place -> new ArrayList<>()).add(file);
    }
    int size = Math.max(1, Math.min(PICTURES_PER_TASK, files.size() / Math.max(1, cores)));
    List<Task> tasks = new ArrayList<>();
    byPlace.forEach(
        (place, local) -> {
          for (int first = 0; first < local.size(); first += size) {
            int end = Math.min(first + size, local.size());
            tasks.add(new Task(new ArrayList<>(local.subList(first, end)), place));
          }
        });
    return new PicturePlan(tasks);
  }

  /**
   * The places that a file system tells when it is the cache, which computes them in memory. Others
   * are not asked: they send a request per file.
   */
  static Places ownersIn(FileSystem fileSystem) {
    if (!"cache".equals(fileSystem.getUri().getScheme())) {
      return file -> ANYWHERE;
    }
    return file -> {
      BlockLocation[] blocks = fileSystem.getFileBlockLocations(file.status(), 0, 1);
      return blocks == null || blocks.length == 0 ? ANYWHERE : executor(blocks[0]);
    };
  }

  /** The cache gives the executor of an owner as the id of the storage. */
  private static String executor(BlockLocation block) throws IOException {
    String[] hosts = block.getHosts();
    String[] executors = block.getStorageIds();
    return hosts.length == 0 || executors == null || executors.length == 0 || executors[0].isEmpty()
        ? ANYWHERE
        : "executor_" + hosts[0] + "_" + executors[0];
  }
}
