package io.kindling.cache.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the kernel of a Linux machine knows about the sockets of this JVM. */
final class OwnSockets {

  private static final Path FILES = Path.of("/proc/self/fd");
  private static final Path NETWORK = Path.of("/proc/self/net");
  private static final String LISTENING = "0A";

  private OwnSockets() {}

  static boolean areKnown() {
    return Files.isDirectory(FILES) && Files.isDirectory(NETWORK);
  }

  /** The TCP ports this JVM listens on. */
  static Set<Integer> listening() throws IOException {
    Set<Integer> ports = new HashSet<>();
    for (String[] socket : sockets(List.of("tcp", "tcp6"))) {
      if (socket[3].equals(LISTENING)) {
        ports.add(Integer.parseInt(socket[1].substring(socket[1].lastIndexOf(':') + 1), 16));
      }
    }
    return ports;
  }

  /** How many UDP sockets this JVM has; multicast would need one. */
  static int datagram() throws IOException {
    return sockets(List.of("udp", "udp6")).size();
  }

  private static List<String[]> sockets(List<String> kinds) throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.toList()) {
        // A descriptor may be closed meanwhile, the listing's own for one.
        String target = Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : "";
        if (target.startsWith("socket:[")) {
          own.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    }
    Stream<String> lines = Stream.empty();
    for (String kind : kinds) {
      lines = Stream.concat(lines, Files.readAllLines(NETWORK.resolve(kind)).stream().skip(1));
    }
    return lines
        .map(line -> line.trim().split("\\s+"))
        .filter(socket -> own.contains(socket[9]))
        .toList();
  }
}
