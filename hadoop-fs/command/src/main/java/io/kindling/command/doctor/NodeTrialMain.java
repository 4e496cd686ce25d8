package io.kindling.command.doctor;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.NodeTrial;
import io.kindling.command.cluster.Cluster;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A JVM with the flags of a storage node, which says whether one could start in it. Options come by
 * standard input, because secrets are among them; the answer goes into the file that is named,
 * because JVMs write warnings to both outputs.
 */
public final class NodeTrialMain {

  private NodeTrialMain() {}

  /** Looks at this JVM. */
  public static void main(String[] arguments) throws IOException {
    Properties options = new Properties();
    options.load(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    NodeTrial trial =
        NodeTrial.ofThisJvm(Settings.read(CacheOptions.ALL, options::getProperty), Cluster.user());
    try (DataOutputStream output =
        new DataOutputStream(Files.newOutputStream(Path.of(arguments[0])))) {
      trial.writeTo(output);
    }
  }
}
