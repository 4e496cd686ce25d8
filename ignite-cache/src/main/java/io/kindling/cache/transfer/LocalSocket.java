package io.kindling.cache.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix-domain socket on which a storage node serves the JVMs of its own host, beside its TCP
 * port: about twice as fast. Each has a random name in a directory that only its user may enter, so
 * a client that sees the file is on the same host, and who may not see it uses TCP.
 */
final class LocalSocket implements Closeable {

  /** In place of a directory: no such socket. */
  static final String NONE = "none";

  /** Bytes that the address of such a socket holds on Linux, its final zero excluded. */
  static final int LONGEST_PATH = 107;

  /**
   * Bytes that may be under way. With the system's own 208 KiB both sides wake each other for every
   * piece of it: a tenth more processor time. Beyond 512 KiB nothing is gained.
   */
  private static final int SEND_BUFFER = 512 << 10;

  private static final String SUFFIX = ".sock";

  /** A file that nobody answers at is left alone for so long: its node may be about to listen. */
  private static final Duration SETTLING = Duration.ofMinutes(1);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Logger LOG = LoggerFactory.getLogger(LocalSocket.class);

  private final ServerSocketChannel server;
  private final Path path;

  private LocalSocket(ServerSocketChannel server, Path path) {
    this.server = server;
    this.path = path;
  }

  /**
   * Listens in a directory, and removes what dead nodes left there.
   *
   * @param configured the directory; empty for one below the system's temporary folder, {@link
   *     #NONE} for no socket
   * @return null when there is none; why is logged
   */
  static @Nullable LocalSocket open(String configured) {
    if (configured.equals(NONE)) {
      return null;
    }
    String name = UUID.randomUUID().toString().substring(0, 18) + SUFFIX;
    try {
      Path directory =
          configured.isEmpty() ? usual(name) : ownDirectory(Path.of(configured).toAbsolutePath());
      removeStale(directory);
      Path path = directory.resolve(name);
      requireShort(path);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(path), 512);
      } catch (IOException | RuntimeException failed) {
        server.close();
        throw failed;
      }
      return new LocalSocket(server, path);
    } catch (IOException | UnsupportedOperationException failed) {
      LOG.warn(
          "no Unix-domain socket for clients on this host, they use TCP: {} (fs.cache.socket.dir)",
          failed.getMessage());
      return null;
    }
  }

  private static Path usual(String name) throws IOException {
    String folder = "kindling-" + System.getProperty("user.name").replaceAll("[^\\w.-]", "_");
    Path directory = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().resolve(folder);
    // The temporary folder of a container on YARN has a path far longer than a socket may have.
    return ownDirectory(
        bytes(directory.resolve(name)) <= LONGEST_PATH ? directory : Path.of("/tmp", folder));
  }

  /** Makes the directory if need be, and refuses one in which others could put their sockets. */
  private static Path ownDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException exists) {
      boolean own =
          Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
              && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS)
                  .getName()
                  .equals(System.getProperty("user.name"))
              && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                  .equals(OWNER_ONLY);
      if (!own) {
        throw new IOException(
            directory + " is not a directory of this user alone; run chmod 700 or name another",
            exists);
      }
    }
    return directory;
  }

  private static void requireShort(Path path) throws IOException {
    if (bytes(path) > LONGEST_PATH) {
      throw new IOException(
          "%s has %d bytes, the path of a socket may have %d"
              .formatted(path, bytes(path), LONGEST_PATH));
    }
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static void removeStale(Path directory) throws IOException {
    String names = "*{" + SUFFIX + "," + SharedBuffer.SUFFIX + "}";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, names)) {
      for (Path file : files) {
        try {
          boolean settled =
              Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                  .toInstant()
                  .isBefore(Instant.now().minus(SETTLING));
          if (settled && isDead(file)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException removedByItsNode) {
          LOG.debug("{} went while it was looked at", file);
        }
      }
    }
  }

  private static boolean isDead(Path file) throws IOException {
    if (file.toString().endsWith(SharedBuffer.SUFFIX)) {
      return true;
    }
    try {
      connect(file).close();
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }

  /**
   * Connects without waiting.
   *
   * @throws ConnectException when nobody listens
   * @throws IOException when it cannot be had at once
   */
  static SocketChannel connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(path))) {
        throw new IOException("the socket " + path + " has a queue");
      }
      return widened(channel);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  /** Lets a channel of such a socket take a large part of an answer at once. */
  static SocketChannel widened(SocketChannel channel) throws IOException {
    return channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
  }

  ServerSocketChannel server() {
    return server;
  }

  Path path() {
    return path;
  }

  /** Where the socket lies; its user alone may enter. */
  Path directory() {
    return path.toAbsolutePath().getParent();
  }

  /** Stops to listen and removes the file. */
  @Override
  public void close() throws IOException {
    try {
      server.close();
    } finally {
      Files.deleteIfExists(path);
    }
  }
}
