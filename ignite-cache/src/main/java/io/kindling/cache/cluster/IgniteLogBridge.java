package io.kindling.cache.cluster;

import org.apache.ignite.IgniteLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ignite's log, kept down: it lives inside somebody else's process, whose log must not fill with
 * banners, advice, and a page for every connection of a peer that went. All of it appears when the
 * logger {@code org.apache.ignite} is set to debug. Faults that matter reach {@link
 * IgniteMembership} by the failure handler, as an event, or as a failed start, and are logged
 * there.
 */
final class IgniteLogBridge implements IgniteLogger {

  private final Logger log;

  private IgniteLogBridge(Logger log) {
    this.log = log;
  }

  /** The bridge for a node. */
  static IgniteLogger create() {
    return new IgniteLogBridge(LoggerFactory.getLogger("org.apache.ignite"));
  }

  @Override
  public IgniteLogger getLogger(@Nullable Object category) {
    if (category == null) {
      return create();
    }
    String name = category instanceof Class<?> type ? type.getName() : category.toString();
    return new IgniteLogBridge(LoggerFactory.getLogger(name));
  }

  @Override
  public void trace(String message) {
    log.trace(message);
  }

  @Override
  public void debug(String message) {
    log.trace(message);
  }

  @Override
  public void info(String message) {
    log.debug(message);
  }

  @Override
  public void warning(String message, @Nullable Throwable fault) {
    log.debug(message, fault);
  }

  @Override
  public void error(String message, @Nullable Throwable fault) {
    log.debug(message, fault);
  }

  @Override
  public boolean isTraceEnabled() {
    return log.isTraceEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return log.isTraceEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return log.isDebugEnabled();
  }

  /** "Quiet" is Ignite's word for printing to the standard output instead of logging. */
  @Override
  public boolean isQuiet() {
    return false;
  }

  @Override
  public @Nullable String fileName() {
    return null;
  }
}
