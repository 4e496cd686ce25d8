package io.kindling.examples.quickstart;

import io.kindling.examples.process.ChildProcess;
import io.kindling.examples.process.ProcessGroup;
import io.kindling.examples.process.SparkHome;
import io.kindling.examples.process.StandaloneCluster;
import io.kindling.s3.EmbeddedS3Process;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program behind {@code ./quickstart}: starts an S3 server with a bucket of pictures, a Spark
 * cluster and a driver, each as a process, and stops all of them whatever happens.
 */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Trains Inception v1 twice on pictures in S3, read through the cache, and shows what the"
            + " cache saved. Needs JDK 17 and Maven, nothing else.")
public final class Quickstart implements Callable<Integer> {

  /** Pictures made, or taken from a folder, unless told otherwise. */
  private static final int DEFAULT_PICTURES = 320;

  private static final int MOST_PICTURES = 1000;
  private static final String BUCKET = "pictures";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Pictures to train: class folders, or files named like n01440764_10026.JPEG. Without it,"
              + " a few photographs are cropped and mirrored into a set.")
  private @Nullable Path data;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description = "How many pictures to make (default 320) or to take from DIR (default 1000).")
  private @Nullable Integer pictures;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Batches per trial (default 16, with --smoke 2).")
  private @Nullable Integer iterations;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Pictures per batch (default 16, with --smoke 8).")
  private @Nullable Integer batchSize;

  @Option(names = "--smoke", description = "A short run with few pictures, for automatic tests.")
  private boolean smoke;

  @Option(names = "--class-path", hidden = true, required = true)
  private Path classPathFolder;

  @Option(names = "--photographs", hidden = true, required = true)
  private Path photographs;

  @Option(names = "--work", hidden = true, required = true)
  private Path workRoot;

  private final long start = System.nanoTime();

  private Quickstart() {}

  /** Runs the quickstart; the exit code is 0 when trial 2 read nothing from S3. */
  public static void main(String[] args) {
    Quickstart quickstart = new Quickstart();
    System.exit(
        new CommandLine(quickstart)
            .setExecutionExceptionHandler(quickstart::explain)
            .execute(args));
  }

  private int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    String message = failure.getMessage();
    command.getErr().println("quickstart: " + (message == null ? failure.toString() : message));
    return 1;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path work = WorkFolder.create(workRoot);
    PictureSet set;
    try {
      set = pictureSet(work);
    } catch (IOException noPictures) {
      WorkFolder.delete(work);
      throw noPictures;
    }
    int exit = run(work, set);
    if (exit == 0) {
      WorkFolder.delete(work);
    } else {
      System.err.println("quickstart: the logs are in " + work + " until the next run");
    }
    return exit;
  }

  private int run(Path work, PictureSet set) throws IOException, InterruptedException {
    try (EmbeddedS3Process s3 = EmbeddedS3Process.start(work.resolve("s3"), BUCKET);
        ProcessGroup processes = new ProcessGroup(work.resolve("logs"))) {
      step("S3 server at " + s3.access().endpoint());
      long bytes = upload(set, s3.access().hadoopOptions());
      step("%d pictures, %,d bytes, in bucket %s".formatted(set.files().size(), bytes, BUCKET));
      ClassPath classPath = ClassPath.read(classPathFolder);
      SparkHome home = SparkHome.create(work.resolve("spark"), classPath.spark(), classPath.own());
      StandaloneCluster cluster =
          StandaloneCluster.start(
              processes,
              home,
              work,
              DriverCommand.EXECUTORS,
              new StandaloneCluster.WorkerSize(1, DriverCommand.WORKER_MEMORY));
      step("Spark master and " + DriverCommand.EXECUTORS + " workers at " + cluster.masterUrl());
      Trials trials = new Trials(set.classNames().size(), batchSize(), iterations());
      ChildProcess driver =
          processes.start(
              "driver",
              new DriverCommand(home, cluster, work)
                  .of(
                      trials,
                      "cache:///" + BUCKET + "/",
                      s3.access().hadoopOptions(),
                      s3.control()),
              this::step);
      return driver.await();
    }
  }

  /** What the driver is asked to train. */
  record Trials(int classes, int batchSize, int iterations) {}

  private int iterations() {
    return iterations != null ? iterations : smoke ? 2 : 16;
  }

  private int batchSize() {
    return batchSize != null ? batchSize : smoke ? 8 : 16;
  }

  private PictureSet pictureSet(Path work) throws IOException {
    if (data == null) {
      int count = pictures != null ? pictures : smoke ? 48 : DEFAULT_PICTURES;
      step("making " + count + " pictures out of photographs");
      return PictureSetMaker.make(photographs, work.resolve("pictures"), count);
    }
    PictureSet all = PictureSet.find(data);
    PictureSet set = all.atMost(pictures != null ? pictures : smoke ? 48 : MOST_PICTURES);
    step("taking %d of %d pictures in %s".formatted(set.files().size(), all.files().size(), data));
    return set;
  }

  private static long upload(PictureSet set, Map<String, String> options)
      throws IOException, InterruptedException {
    Configuration conf = new Configuration();
    options.forEach(conf::set);
    // A fresh bucket needs no look before each write.
    conf.setBoolean("fs.s3a.create.performance", true);
    URI bucket = URI.create("s3a://" + BUCKET + "/");
    try (FileSystem target = FileSystem.newInstance(bucket, conf)) {
      return Upload.copy(set, target, new org.apache.hadoop.fs.Path(bucket));
    }
  }

  private void step(String text) {
    if (text.startsWith("|") || text.isEmpty()) {
      System.out.println(text);
    } else {
      System.out.printf("[%3d s] %s%n", (System.nanoTime() - start) / 1_000_000_000, text);
    }
  }
}
