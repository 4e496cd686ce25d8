package io.kindling.cache.web;

import com.sun.net.httpserver.HttpServer;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.thread.DaemonThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The status page of a cluster over HTTP, with its data as JSON and the metrics for Prometheus.
 * Safe for any number of threads.
 */
public final class StatusPage implements AutoCloseable {

  /** Ports that are tried after the first. */
  static final int MORE_PORTS = 16;

  private static final int THREADS = 4;
  private static final int BACKLOG = 64;
  private static final int LAST_PORT = 65_535;

  private final HttpServer server;
  private final ExecutorService threads;
  private final String url;

  private StatusPage(HttpServer server, ExecutorService threads, String url) {
    this.server = server;
    this.threads = threads;
    this.url = url;
  }

  /**
   * Serves a page until it is closed.
   *
   * @throws IOException when the address is none of this host, or all ports are taken, or
   *     jackson-core is missing; names the options
   */
  public static StatusPage start(PageSettings settings, PageSource source) throws IOException {
    PageHandler handler = handler(settings, source);
    InetAddress address = InetAddress.getByName(settings.address());
    HttpServer server = bind(settings, address);
    ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, DaemonThreads.numbered("kindling-page-"));
    server.setExecutor(threads);
    server.createContext("/", handler);
    startAsDaemon(server);
    String host =
        settings.address().contains(":") ? "[" + settings.address() + "]" : settings.address();
    return new StatusPage(
        server, threads, "http://" + host + ":" + server.getAddress().getPort() + "/");
  }

  /** The one library that the block cache itself does without. */
  private static PageHandler handler(PageSettings settings, PageSource source) throws IOException {
    try {
      return new PageHandler(settings, source);
    } catch (LinkageError missing) {
      throw new IOException(
          "the status page needs jackson-core, which is not on the class path of this process (%s); add com.fasterxml.jackson.core:jackson-core 2, or set %s to none"
              .formatted(missing, CacheOptions.STATUS_PAGE.key()),
          missing);
    }
  }

  /** The server's own thread is what its starter is; it must not keep a JVM alive. */
  private static void startAsDaemon(HttpServer server) throws IOException {
    Thread starter = DaemonThreads.named("kindling-page-start").newThread(server::start);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      server.stop(0);
      throw new InterruptedIOException("interrupted while the status page was started");
    }
  }

  private static HttpServer bind(PageSettings settings, InetAddress address) throws IOException {
    int first = settings.port();
    int last = first == 0 ? 0 : Math.min(LAST_PORT, first + MORE_PORTS);
    BindException taken = new BindException();
    for (int port = first; port <= last; port++) {
      try {
        return HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
      } catch (BindException refused) {
        taken = refused;
      }
    }
    throw new IOException(
        "the status page cannot listen on %s, ports %d to %d (%s); set %s to a free port or 0, %s to an address of this host, or %s to none"
            .formatted(
                settings.address(),
                first,
                last,
                taken.getMessage(),
                CacheOptions.STATUS_PORT.key(),
                CacheOptions.STATUS_ADDRESS.key(),
                CacheOptions.STATUS_PAGE.key()),
        taken);
  }

  /** Where it is, with a slash at the end. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
