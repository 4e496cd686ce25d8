package io.kindling.command;

import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.Json;
import io.kindling.hadoop.load.CacheFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One verb of the command. */
abstract class Verb implements Callable<Integer> {

  @Mixin private CommonOptions common = new CommonOptions();

  @Spec private @Nullable CommandSpec spec;

  /**
   * Does what the verb says.
   *
   * @return the exit code
   */
  @Override
  public abstract Integer call() throws IOException, InterruptedException;

  final CommonOptions common() {
    return common;
  }

  final PrintWriter out() {
    return command().commandLine().getOut();
  }

  final PrintWriter err() {
    return command().commandLine().getErr();
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("a verb runs as a part of the command line");
    }
    return spec;
  }

  /** The cluster that the options name; they are read without Hadoop's defaults. */
  final Cluster cluster() throws IOException {
    return Cluster.connect(CommonOptions.settings(common.withoutDefaults()));
  }

  /** The cluster, and the files of the same options. */
  final Place place() throws IOException {
    Configuration configuration = common.configuration();
    Cluster cluster = Cluster.connect(CommonOptions.settings(configuration));
    return new Place(cluster, CacheFiles.asTheyAre(configuration));
  }

  /** Shows the result in the form that was asked for. */
  final void show(Map<String, @Nullable Object> json, Consumer<PrintWriter> text) {
    if (common.json()) {
      out().println(Json.text(json));
    } else {
      text.accept(out());
    }
    out().flush();
  }

  /** A cluster and the files that are read through it. */
  record Place(Cluster cluster, CacheFiles files) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      try {
        files.close();
      } finally {
        cluster.close();
      }
    }
  }
}
