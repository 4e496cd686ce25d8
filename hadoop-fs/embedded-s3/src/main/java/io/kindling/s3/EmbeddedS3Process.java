package io.kindling.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A running {@link EmbeddedS3Server}, started and ended by this JVM. Needs none of the server's
 * libraries on its own class path: they are read from the class path file that the build writes
 * beside the server's classes ({@code target/runtime.classpath}), or that the system property
 * {@value #CLASS_PATH_PROPERTY} names. Any thread.
 */
public final class EmbeddedS3Process implements AutoCloseable {

  /** System property with the path of the class path file. */
  public static final String CLASS_PATH_PROPERTY = "kindling.embedded-s3.classpath";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration CONTROL_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final S3Access access;
  private final URI control;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private EmbeddedS3Process(Process process, Map<String, String> announced) {
    this.process = process;
    this.access =
        new S3Access(
            URI.create(announced.get("endpoint")),
            announced.get("access-key"),
            announced.get("secret-key"));
    this.control = URI.create(announced.get("control"));
  }

  /**
   * Starts a server over a folder with one bucket.
   *
   * @param more further arguments of the server, such as {@code --first-byte-delay 15ms-20ms}
   * @throws IOException when the class path file is missing or the server does not start within a
   *     minute
   */
  public static EmbeddedS3Process start(Path root, String bucket, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for minutes, beside what is measured: the second compiler would not pay.
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
    command.addAll(List.of("-cp", classPath(), EmbeddedS3Server.class.getName()));
    command.addAll(List.of("--root", root.toAbsolutePath().toString(), "--bucket", bucket));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new EmbeddedS3Process(process, announcement(process));
    } catch (IOException failed) {
      process.destroyForcibly();
      throw failed;
    }
  }

  /** Address and credentials. */
  public S3Access access() {
    return access;
  }

  /** Address of the counts and switches, for processes that read them themselves. */
  public URI control() {
    return control;
  }

  /** What was asked since the start or the last {@link #reset}. */
  public RequestCounts counts() {
    return RequestCounts.fromJson(ask("/counts"));
  }

  /** Counts from zero again and answers the counts before. */
  public RequestCounts reset() {
    return RequestCounts.fromJson(ask("/reset"));
  }

  /** See {@link Refusals#refuse}. */
  public void refuse(String keyPrefix, int status) {
    ask(
        "/refuse?status="
            + status
            + "&key="
            + URLEncoder.encode(keyPrefix, StandardCharsets.UTF_8));
  }

  /** Answers all keys again. */
  public void accept() {
    ask("/accept");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private String ask(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(control.resolve(path)).timeout(CONTROL_LIMIT).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalArgumentException(request.uri() + ": " + answer.body().strip());
      }
      return answer.body();
    } catch (IOException failed) {
      throw new UncheckedIOException("no answer from " + request.uri(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + request.uri(), interrupted);
    }
  }

  private static Map<String, String> announcement(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    CompletableFuture<@Nullable String> first =
        CompletableFuture.supplyAsync(() -> line(output), EmbeddedS3Process::daemon);
    String line;
    try {
      line = first.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException(
          "the embedded S3 server did not start within " + START_LIMIT.toSeconds() + " s", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the embedded S3 server started", interrupted);
    }
    if (line == null) {
      throw new IOException("the embedded S3 server ended at once; its error output says why");
    }
    Map<String, String> announced = new HashMap<>();
    for (String pair : line.split(" ", -1)) {
      int equals = pair.indexOf('=');
      announced.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return announced;
  }

  private static @Nullable String line(BufferedReader output) {
    try {
      return output.readLine();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "embedded-s3-announcement");
    thread.setDaemon(true);
    thread.start();
  }

  private static String classPath() throws IOException {
    Path own = ownCode();
    String property = System.getProperty(CLASS_PATH_PROPERTY);
    Path file = property == null ? own.resolveSibling("runtime.classpath") : Path.of(property);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "no class path file "
              + file.toAbsolutePath()
              + "; build hadoop-fs/embedded-s3 or set -D"
              + CLASS_PATH_PROPERTY);
    }
    return own + System.getProperty("path.separator") + Files.readString(file).strip();
  }

  private static Path ownCode() throws IOException {
    try {
      return Path.of(
          EmbeddedS3Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException wrong) {
      throw new IOException("the server's classes are at no path: " + wrong.getMessage(), wrong);
    }
  }
}
