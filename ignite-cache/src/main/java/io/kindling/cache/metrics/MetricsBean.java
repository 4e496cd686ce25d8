package io.kindling.cache.metrics;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of this JVM in JMX: {@code io.kindling:type=Metrics}, one attribute for each {@link
 * Metric}. Read-only. Safe for any number of threads.
 */
public final class MetricsBean implements DynamicMBean {

  /** Its name in the platform's server. */
  public static final String NAME = "io.kindling:type=Metrics";

  private static final Logger LOG = LoggerFactory.getLogger(MetricsBean.class);
  private static final AtomicBoolean REGISTERED = new AtomicBoolean();

  private static final Map<String, Metric> METRICS =
      Arrays.stream(Metric.values())
          .collect(Collectors.toUnmodifiableMap(Metric::attributeName, Function.identity()));

  private final Supplier<MetricsSnapshot> counters;

  private MetricsBean(Supplier<MetricsSnapshot> counters) {
    this.counters = counters;
  }

  /**
   * Registers the counters of this JVM, the first time that it is called. A JVM in which a second
   * class loader has these classes has a second bean, told apart by the property {@code loader}.
   */
  public static void registerOnce(Supplier<MetricsSnapshot> counters) {
    if (!REGISTERED.compareAndSet(false, true)) {
      return;
    }
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    MetricsBean bean = new MetricsBean(counters);
    try {
      try {
        var ignored = server.registerMBean(bean, new ObjectName(NAME));
      } catch (InstanceAlreadyExistsException other) {
        int loader = System.identityHashCode(MetricsBean.class.getClassLoader());
        var ignored = server.registerMBean(bean, new ObjectName(NAME + ",loader=" + loader));
      }
    } catch (JMException | SecurityException refused) {
      LOG.warn("the counters of the cache are not in JMX: {}", refused.toString());
    }
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException {
    Metric metric = METRICS.get(name);
    if (metric == null) {
      throw new AttributeNotFoundException(NAME + " has no attribute " + name);
    }
    return counters.get().get(metric);
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " cannot be written");
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    MetricsSnapshot now = counters.get();
    AttributeList values = new AttributeList();
    for (String name : names) {
      Metric metric = METRICS.get(name);
      if (metric != null) {
        values.add(new Attribute(name, now.get(metric)));
      }
    }
    return values;
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] parameters, String[] signature) {
    throw new UnsupportedOperationException(NAME + " has no operations");
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        Arrays.stream(Metric.values())
            .map(
                metric ->
                    new MBeanAttributeInfo(
                        metric.attributeName(),
                        "long",
                        metric.unit() + ": " + metric.meaning(),
                        true,
                        false,
                        false))
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(
        MetricsBean.class.getName(), "Counters of Kindling", attributes, null, null, null);
  }
}
