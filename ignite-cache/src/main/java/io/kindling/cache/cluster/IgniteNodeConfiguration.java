package io.kindling.cache.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import javax.management.MBeanServerFactory;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.configuration.SystemDataRegionConfiguration;
import org.apache.ignite.events.DiscoveryEvent;
import org.apache.ignite.events.EventType;
import org.apache.ignite.failure.FailureHandler;
import org.apache.ignite.lang.IgnitePredicate;
import org.apache.ignite.plugin.segmentation.SegmentationPolicy;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.apache.ignite.spi.metric.noop.NoopMetricExporterSpi;

/**
 * Ignite as Kindling wants it: discovery and its events in somebody else's JVM, as small and as
 * quiet as its public options allow. No multicast, no port but the two given, no data to speak of,
 * nothing that ends the JVM.
 */
final class IgniteNodeConfiguration {

  /**
   * A member that gives no sign for so long is put out. A killed process is noticed by its closed
   * connection at once, so this is for hosts that vanish or freeze. Ignite's 10 s stalls joins for
   * as long; below about 3 s a long garbage collection, or eight JVMs starting on two cores, would
   * put out nodes that live, at the price of their whole share of the cache. Readers need not wait
   * for it: they skip a silent owner by their own, shorter limit.
   */
  static final long FAILURE_DETECTION_MILLISECONDS = 5_000;

  /**
   * How long one join request or farewell is waited for before it is repeated or given up. A
   * refused node waits for the answers to two farewells, which never come.
   */
  private static final long REPLY_MILLISECONDS = 3_000;

  /** How often Ignite passes metrics round the ring; they say nothing that Kindling reads. */
  private static final long METRICS_MILLISECONDS = 5_000;

  /** The least that Ignite accepts for a data region. */
  private static final long REGION_BYTES = 10L << 20;

  private IgniteNodeConfiguration() {}

  /**
   * The configuration of one node.
   *
   * @param instance name of the Ignite instance, unique in the JVM
   * @param igniteNode id of this Ignite node, never used before
   * @param discovery where to listen for other nodes
   * @param communicationPort where to listen for Ignite's messages, on the same interface
   * @param seeds where to look for members
   * @param onEvent told of every node that joins, leaves or fails, and of segmentation
   */
  @SuppressWarnings("deprecation") // The node id: the proof of the secret is bound to it.
  static IgniteConfiguration create(
      String instance,
      UUID igniteNode,
      MembershipSettings settings,
      InetSocketAddress discovery,
      int communicationPort,
      Collection<InetSocketAddress> seeds,
      ClusterGate gate,
      Path workDirectory,
      FailureHandler onFailure,
      IgnitePredicate<DiscoveryEvent> onEvent) {
    int[] events = {
      EventType.EVT_NODE_JOINED,
      EventType.EVT_NODE_LEFT,
      EventType.EVT_NODE_FAILED,
      EventType.EVT_NODE_SEGMENTED
    };
    IgniteConfiguration configuration =
        new IgniteConfiguration()
            .setIgniteInstanceName(instance)
            .setNodeId(igniteNode)
            .setConsistentId(igniteNode.toString())
            .setUserAttributes(
                new ClusterPass(settings.access(), settings.node()).attributes(igniteNode))
            // Without this every member learns this JVM's environment and system properties.
            .setIncludeProperties()
            .setPluginProviders(gate)
            .setClassLoader(IgniteNodeConfiguration.class.getClassLoader())
            .setWorkDirectory(workDirectory.toString())
            .setLocalHost(settings.bindHost())
            .setDiscoverySpi(discovery(discovery, seeds, settings))
            .setCommunicationSpi(communication(communicationPort))
            .setFailureDetectionTimeout(FAILURE_DETECTION_MILLISECONDS)
            .setFailureHandler(onFailure)
            .setSegmentationPolicy(SegmentationPolicy.NOOP)
            .setIncludeEventTypes(events)
            .setLocalEventListeners(Map.of(onEvent, events))
            .setDataStorageConfiguration(storage());
    silence(configuration);
    shrink(configuration);
    return configuration;
  }

  private static TcpDiscoverySpi discovery(
      InetSocketAddress address, Collection<InetSocketAddress> seeds, MembershipSettings settings) {
    TcpDiscoveryVmIpFinder finder = new TcpDiscoveryVmIpFinder();
    finder.registerAddresses(seeds);
    return new TcpDiscoverySpi()
        .setLocalPort(address.getPort())
        .setLocalPortRange(0)
        .setIpFinder(finder)
        .setReconnectDelay(500)
        .setJoinTimeout(settings.startLimit().toMillis())
        .setNetworkTimeout(REPLY_MILLISECONDS);
  }

  private static TcpCommunicationSpi communication(int port) {
    TcpCommunicationSpi communication = new TcpCommunicationSpi();
    communication.setLocalPort(port);
    communication.setLocalPortRange(0);
    communication.setSelectorsCount(1);
    communication.setConnectionsPerNode(1);
    return communication;
  }

  private static DataStorageConfiguration storage() {
    return new DataStorageConfiguration()
        .setDefaultDataRegionConfiguration(
            new DataRegionConfiguration()
                .setName("kindling")
                .setInitialSize(REGION_BYTES)
                .setMaxSize(REGION_BYTES))
        .setSystemDataRegionConfiguration(
            new SystemDataRegionConfiguration()
                .setInitialSize(REGION_BYTES)
                .setMaxSize(REGION_BYTES));
  }

  private static void silence(IgniteConfiguration configuration) {
    configuration
        .setGridLogger(IgniteLogBridge.create())
        .setMetricsLogFrequency(0)
        .setMetricsUpdateFrequency(METRICS_MILLISECONDS)
        .setMetricExporterSpi(new NoopMetricExporterSpi())
        // A server of its own: no clash of names with another Ignite of this JVM.
        .setMBeanServer(MBeanServerFactory.newMBeanServer())
        .setConnectorConfiguration(null)
        .setClientConnectorConfiguration(null);
  }

  /** The least threads with which Ignite runs; nothing of Kindling's work is done in its pools. */
  private static void shrink(IgniteConfiguration configuration) {
    configuration
        .setSystemThreadPoolSize(2)
        .setStripedPoolSize(1)
        .setPublicThreadPoolSize(1)
        .setServiceThreadPoolSize(1)
        .setAsyncCallbackPoolSize(1)
        .setManagementThreadPoolSize(1)
        .setDataStreamerThreadPoolSize(1)
        .setUtilityCachePoolSize(1)
        .setQueryThreadPoolSize(1)
        .setRebalanceThreadPoolSize(1)
        .setSnapshotThreadPoolSize(1)
        .setBuildIndexThreadPoolSize(1);
  }
}
