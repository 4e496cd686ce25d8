package io.kindling.cache.cluster;

import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.transfer.Dialer;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.HandshakeException;
import io.kindling.cache.transfer.Hello;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's connections to the seed registries. All are kept informed, so that each can take the
 * place of another; the first in their order that answers decides, so that all nodes that see the
 * same registries are led to the same cluster. For one thread; {@link #close} may be called from
 * any.
 */
final class RegistryLinks implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryLinks.class);

  /** A registry that did not answer is not tried again so soon, for the sake of the others. */
  private static final Duration REST = Duration.ofSeconds(8);

  private final Supplier<List<Endpoint>> registries;
  private final Dialer dialer;
  private final Hello hello = new Hello("", UUID.randomUUID());
  private final Map<Endpoint, RegistryLink> links = new ConcurrentHashMap<>();
  private final Map<Endpoint, Long> silentSince = new ConcurrentHashMap<>();

  /**
   * Without connections yet.
   *
   * @param registries which there are now, in the order in which they decide
   */
  RegistryLinks(Supplier<List<Endpoint>> registries, Dialer dialer) {
    this.registries = registries;
    this.dialer = dialer;
  }

  /**
   * Asks how to enter: by the members that any registry knows, else as the first that answers says.
   *
   * @throws HandshakeException when one refuses this node
   * @throws IOException when none answers
   */
  SeedRegistry.Advice seek() throws IOException {
    List<SeedRegistry.Advice> advice = ask(RegistryLink::seek);
    return advice.stream()
        .filter(each -> each.step() == SeedRegistry.Step.JOIN)
        .findFirst()
        .orElse(advice.get(0));
  }

  /**
   * Tells every registry that the node is a member.
   *
   * @return the verdict of the first that answers
   * @throws HandshakeException when one refuses this node
   * @throws IOException when none answers
   */
  SeedRegistry.Verdict sign(NodeIdentity node, Endpoint discovery, long founded, OwnerTable table)
      throws IOException {
    return ask(link -> link.sign(node, discovery, founded, table)).get(0);
  }

  /** The answers of those that answer, at least one, in the order of the registries. */
  private <A> List<A> ask(Question<A> question) throws IOException {
    List<Endpoint> known = registries.get();
    List<A> answers = new ArrayList<>();
    IOException failure = new IOException("no seed registry is known");
    for (Endpoint registry : known) {
      if (known.size() > 1 && rests(registry)) {
        continue;
      }
      try {
        answers.add(question.ask(link(registry)));
        silentSince.remove(registry);
      } catch (HandshakeException refused) {
        throw refused;
      } catch (IOException unreachable) {
        drop(registry);
        silentSince.put(registry, System.nanoTime());
        failure = unreachable;
      }
    }
    if (answers.isEmpty()) {
      // All of them are silent: nobody is to be spared.
      silentSince.clear();
      throw failure;
    }
    return answers;
  }

  private boolean rests(Endpoint registry) {
    Long since = silentSince.get(registry);
    return since != null && System.nanoTime() - since < REST.toNanos();
  }

  private RegistryLink link(Endpoint registry) throws IOException {
    RegistryLink open = links.get(registry);
    if (open == null) {
      open = RegistryLink.connect(dialer, registry, hello);
      links.put(registry, open);
    }
    return open;
  }

  private void drop(Endpoint registry) {
    RegistryLink broken = links.remove(registry);
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException failure) {
        LOG.debug("a connection to the registry at {} did not close", registry, failure);
      }
    }
  }

  /** Ends the connections: the registries know at once. The next question opens new ones. */
  @Override
  public void close() {
    links.keySet().forEach(this::drop);
  }

  /** What is asked over one connection. */
  @FunctionalInterface
  private interface Question<A> {
    A ask(RegistryLink link) throws IOException;
  }
}
