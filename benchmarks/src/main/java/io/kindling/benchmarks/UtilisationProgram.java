package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StorageNode;
import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.PathPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JVM with a storage node and emulated accelerators that train from it. The arguments are the
 * folder, the samples of a file and of a batch, the policy of the folder's store, epochs to be run,
 * each {@code accelerator:count}, and options, each {@code key=value}. Says of each epoch {@link
 * #EPOCH}, utilisation and bytes per second.
 */
final class UtilisationProgram {

  static final String EPOCH = "EPOCH ";

  private static final Logger LOG = LoggerFactory.getLogger(UtilisationProgram.class);

  private static final int FIXED = 6;

  private UtilisationProgram() {}

  public static void main(String[] arguments) {
    int exit = 1;
    try {
      run(arguments);
      exit = 0;
    } catch (Throwable failed) {
      LOG.error("the emulated training broke off", failed);
    } finally {
      System.exit(exit);
    }
  }

  private static void run(String[] arguments) throws Exception {
    Configuration configuration = ReadTrial.cache(options(arguments));
    StorageNode node =
        KindlingProcess.startNode(
            new NodePlace("127.0.0.1", "", System.getProperty("user.name")),
            Settings.read(CacheOptions.ALL, configuration::get));
    node.setPolicy(
        arguments[1],
        PathPolicy.DEFAULT.with(Eviction.valueOf(arguments[4].toUpperCase(Locale.ROOT))));
    int samplesPerFile = Integer.parseInt(arguments[2]);
    int batch = Integer.parseInt(arguments[3]);
    try (FileSystem store = FileSystem.newInstance(URI.create("cache:///"), configuration)) {
      List<Path> files = new ArrayList<>();
      for (FileStatus each : store.listStatus(new Path(arguments[0]))) {
        files.add(each.getPath());
      }
      Random random = new Random(5);
      for (String epoch : arguments[5].split(",", -1)) {
        Collections.shuffle(files, random);
        String[] asked = epoch.split(":", -1);
        EmulatedTraining training =
            new EmulatedTraining(
                store, Accelerator.of(asked[0]), Integer.parseInt(asked[1]), batch);
        EmulatedTraining.Outcome outcome = training.run(files, samplesPerFile);
        System.out.printf(
            Locale.ROOT,
            "%s%s %.4f %.0f%n",
            EPOCH,
            epoch,
            outcome.utilisation(),
            outcome.bytesPerSecond());
      }
    }
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new HashMap<>();
    for (String option : Arrays.asList(arguments).subList(FIXED, arguments.length)) {
      int equals = option.indexOf('=');
      options.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return options;
  }
}
