package io.kindling.cache.cluster;

import java.util.List;
import java.util.stream.Collectors;

/** Packages of {@code java.base} that Ignite reaches into, which flags of the JVM have to open. */
public final class IgniteOpens {

  private static final List<String> PACKAGES = List.of("java.nio", "java.util");

  private IgniteOpens() {}

  /** Those that this JVM does not open; none: a storage node can start. */
  public static List<String> closed() {
    Module base = Object.class.getModule();
    Module ignite = IgniteOpens.class.getModule();
    return PACKAGES.stream().filter(name -> !base.isOpen(name, ignite)).toList();
  }

  /** The flags that open packages. */
  public static String flags(List<String> packages) {
    return packages.stream()
        .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
        .collect(Collectors.joining(" "));
  }
}
