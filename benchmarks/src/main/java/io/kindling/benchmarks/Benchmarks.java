package io.kindling.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command behind {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    description = "Runs a benchmark and writes its table and benchmarks/target/NAME.json.")
public final class Benchmarks implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Benchmarks.class);

  private static final List<Benchmark> ALL =
      List.of(
          new ReadTrial(),
          new MembershipTrial(),
          new Transfer(),
          new LoadTrial(),
          new StatusMemory(),
          new StoreLimits(),
          new Soak(),
          new Policies(),
          new ImagesTrial(),
          new InceptionBenchmark(),
          new Utilisation());

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Which one; without it they are listed.")
  private @Nullable String name;

  @Option(names = "--smoke", description = "A run of seconds that shows that it works.")
  private boolean smoke;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How long the soak runs (default: 20; 40 seconds with --smoke).")
  private @Nullable Integer minutes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where data sets are made and kept (default: benchmarks/target/data); for images, a"
              + " folder with JPEGs is only read.")
  private @Nullable Path data;

  @Option(
      names = "--only",
      paramLabel = "WORD",
      split = "[ ,]",
      description =
          "Runs those parts whose names have all the words. Of read: warm, disk, loopback or far;"
              + " sequential, positioned or small. Of load: far small, far sequential or loopback"
              + " small. Of images: first, second, samples or plan. Of"
              + " inception: loopback or far; load, split or train; assembly. Of utilisation: cold,"
              + " warm, half, resident or lru.")
  private List<String> only = List.of();

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description = "Pictures of the inception benchmark (default: 20000; 200 with --smoke).")
  private @Nullable Integer pictures;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Trials of each way of the inception benchmark (default: 5; 1 with --smoke).")
  private @Nullable Integer trials;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Pictures to make the inception benchmark's set of (default: photographs).")
  private @Nullable Path images;

  /** Exits with 0, with 2 when the name is unknown, with 1 when the benchmark fails. */
  public static void main(String[] arguments) {
    int code = 1;
    try {
      code = new CommandLine(new Benchmarks()).execute(arguments);
    } catch (Throwable failed) {
      // Threads of libraries would keep the JVM alive without a word.
      LOG.error("the benchmark broke off", failed);
    } finally {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      ALL.forEach(each -> System.out.printf("%-14s %s%n", each.name(), each.description()));
      return 0;
    }
    for (Benchmark benchmark : ALL) {
      if (benchmark.name().equals(name)) {
        run(benchmark);
        return 0;
      }
    }
    System.err.printf(
        "There is no benchmark \"%s\"; there are: %s%n",
        name, String.join(", ", ALL.stream().map(Benchmark::name).toList()));
    return 2;
  }

  private void run(Benchmark benchmark) throws Exception {
    Path target = Path.of(System.getProperty("kindling.benchmarks.target", "target"));
    Path folder = data == null ? target.resolve("data") : data;
    Files.createDirectories(folder);
    Duration time = smoke ? Duration.ofSeconds(40) : Duration.ofMinutes(20);
    if (minutes != null) {
      time = Duration.ofMinutes(minutes);
    }
    List<Row> rows =
        benchmark.run(
            new Scale(
                smoke ? Scale.Effort.SMOKE : Scale.Effort.FULL,
                folder,
                time,
                only,
                new Scale.Pictures(pictures, trials, images)));
    print(rows);
    String part = only.isEmpty() ? "" : "-" + String.join("-", only);
    write(rows, target.resolve(benchmark.name() + part + ".json"));
  }

  private static void print(List<Row> rows) {
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(10);
    String line = "%-" + width + "s  %10s  %12s  %12s  %7s  %7s  %9s%n";
    System.out.printf(line, "name", "unit", "value", "reference", "ratio", "target", "CPU s/GB");
    for (Row row : rows) {
      System.out.printf(
          line,
          row.name(),
          row.unit(),
          number(row.value()),
          number(row.reference()),
          number(row.ratio()),
          number(row.target()),
          number(row.cpuSecondsPerGigabyte()));
    }
  }

  private static String number(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }

  private static void write(List<Row> rows, Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
    System.out.println("written to " + file);
  }
}
