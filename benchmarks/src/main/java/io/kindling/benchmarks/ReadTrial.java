package io.kindling.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads through {@code cache://} by two threads: warm ones from this JVM's memory, from another
 * JVM's and from the disk tier, against the same work through {@code file://} out of the page
 * cache; cold ones from an S3 server, on the loopback interface and seemingly far away, against the
 * streams of S3A.
 */
final class ReadTrial implements Benchmark {

  private static final int BIG = 128 << 20;
  static final int SMALL = 110 * 1000;

  @Override
  public String name() {
    return "read";
  }

  @Override
  public String description() {
    return "warm and cold reads through cache:// against file:// and S3A";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    FileSet big = new FileSet(scale.folder().resolve("big"), scale.choose(18, 2), BIG).prepare();
    FileSet small =
        new FileSet(scale.folder().resolve("small"), scale.choose(20_000, 500), SMALL).prepare();
    List<Row> rows = new ArrayList<>();
    rows.addAll(WarmReads.fromMemory(scale, big, small));
    rows.addAll(ColdReads.measure(scale, big, small));
    rows.addAll(WarmReads.fromDisk(scale, big, small));
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "no part has the words " + scale.only() + " in its name; see benchmarks/run --help");
    }
    return rows;
  }

  /** What every file system over the cache is configured with here. */
  static Configuration cache(Map<String, String> options) {
    Configuration configuration = new Configuration();
    configuration.set("fs.cache.impl", "io.kindling.hadoop.CachingFileSystem");
    configuration.set("fs.cache.faults", "strict");
    configuration.set("fs.cache.metadata.freshness", "never");
    options.forEach(configuration::set);
    return configuration;
  }
}
