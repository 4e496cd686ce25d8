package io.kindling.contract;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A JVM of a cluster: {@code node} or {@code client}, then options, {@code key=value}. Opens and
 * reads the file of each line of its standard input, without a listing, and answers its length.
 */
final class MemberProgram {

  private MemberProgram() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      options.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    if (arguments[0].equals("node")) {
      KindlingProcess.startNode(
          new NodePlace("127.0.0.1", "", System.getProperty("user.name")),
          Settings.read(CacheOptions.ALL, options::get));
    }
    Configuration configuration = new Configuration();
    options.forEach(configuration::set);
    try (FileSystem fileSystem = FileSystem.newInstance(URI.create("cache:///"), configuration)) {
      System.out.println("ready");
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        try (FSDataInputStream input = fileSystem.open(new Path(order))) {
          System.out.println("read " + input.readAllBytes().length);
        }
      }
    } finally {
      KindlingProcess.stopNode();
    }
  }
}
