package io.kindling.hadoop.load;

import io.kindling.cache.node.NodeWork;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Makes and finds ready samples in this JVM by the {@link SampleMaking} of its class path. What a
 * storage node offers to load jobs. Any thread.
 */
public final class SampleWork implements NodeWork {

  /** The name of the work. */
  public static final String NAME = "ready-samples";

  private final Configuration configuration;

  /**
   * @param configuration where mounts and under stores are configured
   */
  public SampleWork(Configuration configuration) {
    this.configuration = new Configuration(configuration);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] run(byte[] request, Signs signs) throws IOException {
    SampleOrder order = SampleOrder.of(request);
    Iterator<SampleMaking> makers =
        ServiceLoader.load(SampleMaking.class, SampleWork.class.getClassLoader()).iterator();
    if (!makers.hasNext()) {
      throw new IOException(
          "no maker of ready samples is on the class path of this storage node; add"
              + " kindling-image-records with what it needs (stand-alone nodes:"
              + " KINDLING_CLASSPATH)");
    }
    SampleMaking maker = makers.next();
    if (order.paths().isEmpty()) {
      return new byte[0];
    }
    List<Path> paths = order.paths().stream().map(CacheFiles::path).toList();
    SampleMaking.Watch watch =
        (parts, all, bytes, allBytes) ->
            signs.give(new SampleOrder.Sign(parts, all, bytes, allBytes).toBytes());
    return switch (order.act()) {
      case MAKE ->
          SampleOrder.toBytes(
              maker.make(configuration, paths, order.transform(), order.share(), watch));
      case FIND ->
          SampleOrder.toBytes(
              maker.find(configuration, paths, order.transform(), order.share(), watch));
    };
  }
}
