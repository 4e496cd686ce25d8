package io.kindling.examples.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark 2.4 standalone cluster on this machine: one master and some workers, each a process.
 *
 * @param masterUrl what {@code spark.master} is set to
 */
public record StandaloneCluster(String masterUrl) {

  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ALIVE_WORKERS = Pattern.compile("\"aliveworkers\"\\s*:\\s*(\\d+)");
  private static final String NO_PORT_SEARCH = "-Dspark.port.maxRetries=0";
  private static final int ATTEMPTS = 3;

  /**
   * What a worker offers.
   *
   * @param cores cores per worker
   * @param memory memory per worker as Spark writes it, such as {@code 3g}
   */
  public record WorkerSize(int cores, String memory) {}

  /**
   * Starts the cluster and waits until all workers have registered.
   *
   * @param processes group that will stop the cluster
   * @param workFolder where workers keep what executors write
   * @throws IOException when a process ends or does not answer; the message names its log
   */
  public static StandaloneCluster start(
      ProcessGroup processes, SparkHome home, Path workFolder, int workers, WorkerSize size)
      throws IOException, InterruptedException {
    Master master = startMaster(processes, home);
    String url = "spark://" + HOST + ":" + master.port();
    List<ChildProcess> all = new ArrayList<>(List.of(master.process()));
    for (int worker = 1; worker <= workers; worker++) {
      List<String> arguments =
          List.of(
              "--host",
              HOST,
              "--port",
              "0",
              "--webui-port",
              "0",
              "--cores",
              Integer.toString(size.cores()),
              "--memory",
              size.memory(),
              "--work-dir",
              workFolder.resolve("worker-" + worker).toString(),
              url);
      all.add(
          processes.start(
              "spark-worker-" + worker,
              command(home, List.of(), "org.apache.spark.deploy.worker.Worker", arguments)));
    }
    awaitWorkers(master, workers, all);
    return new StandaloneCluster(url);
  }

  private record Master(ChildProcess process, int port, int webPort) {}

  /**
   * Spark announces a port of its own choice in its log alone, so a free one is chosen here; should
   * somebody else take it first, the master ends and another one is tried.
   */
  private static Master startMaster(ProcessGroup processes, SparkHome home)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      int webPort = freePort();
      List<String> arguments =
          List.of(
              "--host", HOST,
              "--port", Integer.toString(port),
              "--webui-port", Integer.toString(webPort));
      Master master =
          new Master(
              processes.start(
                  "spark-master-" + attempt,
                  command(
                      home,
                      List.of(NO_PORT_SEARCH),
                      "org.apache.spark.deploy.master.Master",
                      arguments)),
              port,
              webPort);
      try {
        awaitWorkers(master, 0, List.of(master.process()));
        return master;
      } catch (IOException e) {
        if (attempt == ATTEMPTS || master.process().isAlive()) {
          throw e;
        }
      }
    }
  }

  private static JavaCommand command(
      SparkHome home, List<String> properties, String mainClass, List<String> arguments) {
    List<String> flags =
        Stream.of(JavaCommand.openingFlags(), properties).flatMap(List::stream).toList();
    return new JavaCommand(
        "256m", flags, home.classPath(), mainClass, arguments, home.environment());
  }

  private static void awaitWorkers(Master master, int workers, List<ChildProcess> processes)
      throws IOException, InterruptedException {
    HttpRequest status =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + master.webPort() + "/json/"))
            .timeout(Duration.ofSeconds(5))
            .build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      for (ChildProcess process : processes) {
        if (!process.isAlive()) {
          throw failure(process, "ended before the cluster was up");
        }
      }
      if (aliveWorkers(client, status) >= workers) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw failure(
            master.process(), "saw no " + workers + " workers in " + PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(100);
    }
  }

  /** Workers that the master counts as alive; -1 while it does not answer. */
  private static int aliveWorkers(HttpClient client, HttpRequest status)
      throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(status, HttpResponse.BodyHandlers.ofString());
      Matcher matcher = ALIVE_WORKERS.matcher(answer.body());
      return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private static IOException failure(ChildProcess process, String what) {
    return new IOException(
        process.name() + " " + what + "; see " + process.log() + ":\n" + process.lastLines(5));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
