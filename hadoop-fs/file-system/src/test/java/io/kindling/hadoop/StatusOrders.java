package io.kindling.hadoop;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.KindlingProcess;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What a {@link ReaderProgram} does with statuses: a verb and its words, one line each. */
final class StatusOrders {

  private StatusOrders() {}

  static boolean understands(String order) {
    return !order.startsWith("file ") && !order.startsWith("folder ");
  }

  static String run(FileSystem fileSystem, String order) throws IOException {
    String[] words = order.split(" ", -1);
    Path path = words[0].equals("counter") ? null : new Path(words[1]);
    return switch (words[0]) {
      case "text" -> text(fileSystem, path);
      case "length" -> Long.toString(fileSystem.getFileStatus(path).getLen());
      case "exists" -> Boolean.toString(fileSystem.exists(path));
      case "names" -> names(fileSystem, path);
      case "write" -> {
        try (FSDataOutputStream output = fileSystem.create(path, true)) {
          output.write(words[2].getBytes(StandardCharsets.UTF_8));
        }
        yield "written";
      }
      case "mkdirs" -> Boolean.toString(fileSystem.mkdirs(path));
      case "delete" -> Boolean.toString(fileSystem.delete(path, true));
      case "rename" -> Boolean.toString(fileSystem.rename(path, new Path(words[2])));
      case "together" -> together(fileSystem, path, Integer.parseInt(words[2]));
      case "counter" -> Long.toString(KindlingProcess.metrics().get(Metric.valueOf(words[1])));
      default -> throw new IllegalArgumentException(order);
    };
  }

  private static String text(FileSystem fileSystem, Path path) throws IOException {
    try (FSDataInputStream input = fileSystem.open(path)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException absent) {
      return "nothing";
    }
  }

  private static String names(FileSystem fileSystem, Path path) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus status : fileSystem.listStatus(path)) {
        names.add(status.getPath().getName());
      }
    } catch (FileNotFoundException absent) {
      return "nothing";
    }
    return names.size() > 20 ? Integer.toString(names.size()) : String.join(",", names);
  }

  /** Opens and reads a file in several threads that begin at once. */
  private static String together(FileSystem fileSystem, Path path, int threads) {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<CompletableFuture<Integer>> readers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      readers.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  start.await();
                  return text(fileSystem, path).length();
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                } catch (Exception broken) {
                  throw new IllegalStateException(broken);
                }
              },
              task -> new Thread(task).start()));
    }
    return Integer.toString(readers.stream().mapToInt(CompletableFuture::join).sum());
  }
}
