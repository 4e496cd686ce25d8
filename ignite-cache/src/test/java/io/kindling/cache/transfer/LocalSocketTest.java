package io.kindling.cache.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSocketTest {

  private static final ClusterAccess ACCESS =
      new ClusterAccess("photos", "open sesame", BlockLayout.DEFAULT);
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final Hello ANN = new Hello("ann", UUID.randomUUID());
  private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 1);
  private static final int GIVE = 9;

  private final CompletableFuture<Void> sent = new CompletableFuture<>();
  private final Dialer dialer = new Dialer(ACCESS, PATIENCE);
  @TempDir private Path temporary;
  private Path directory;

  @BeforeEach
  void nameTheDirectory() {
    directory = temporary.resolve("sockets");
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (Files.isDirectory(directory)) {
      try (var files = Files.list(directory)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void clientThatSeesTheFileNeedsNoPort() throws IOException {
    try (Listener listener = listen(directory);
        Connection connection = dialer.connect(NOWHERE, listener.localSocket(), ANN)) {
      assertThat(receive(connection, 1000)).isEqualTo(1000);
      assertThat(connection.peer()).contains(listener.localSocket());
      assertThat(Files.getPosixFilePermissions(directory))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void clientWithoutTheFileUsesThePort() throws IOException {
    try (Listener listener = listen(directory)) {
      String elsewhere = directory.resolve("elsewhere.sock").toString();
      try (Connection connection = dialer.connect(listener.endpoint(), elsewhere, ANN)) {
        assertThat(receive(connection, 1000)).isEqualTo(1000);
      }
    }
  }

  @Test
  void fileOfADeadNodeLeadsToThePortToo() throws IOException {
    try (Listener listener = listen(directory)) {
      Path dead = deadSocket(temporary.resolve("dead.sock"));
      try (Connection connection = dialer.connect(listener.endpoint(), dead.toString(), ANN)) {
        assertThat(receive(connection, 1000)).isEqualTo(1000);
      }
    }
  }

  @Test
  void wrongSecretIsRefusedOnTheSocketAsWell() throws IOException {
    try (Listener listener = listen(directory)) {
      Dialer stranger =
          new Dialer(new ClusterAccess("photos", "guess", BlockLayout.DEFAULT), PATIENCE);
      assertThatThrownBy(() -> stranger.connect(NOWHERE, listener.localSocket(), ANN))
          .isInstanceOf(HandshakeException.class)
          .hasMessageContaining("fs.cache.cluster.secret");
    }
  }

  @Test
  void filesOfDeadNodesAreRemovedAndThoseOfLivingOnesStay() throws IOException {
    try (Listener first = listen(directory)) {
      Path old = deadSocket(directory.resolve("old.sock"));
      Path young = deadSocket(directory.resolve("young.sock"));
      FileTime past = FileTime.from(Instant.now().minusSeconds(120));
      Files.setLastModifiedTime(old, past);
      Files.setLastModifiedTime(Path.of(first.localSocket()), past);
      try (Listener second = listen(directory)) {
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(Path.of(first.localSocket())).exists();
        assertThat(Path.of(second.localSocket())).exists();
      }
      Files.delete(young);
    }
  }

  @Test
  void directoryThatOthersMayEnterIsNotUsed() throws IOException {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    try (Listener listener = listen(directory)) {
      assertThat(listener.localSocket()).isEmpty();
    }
  }

  @Test
  void pathTooLongForASocketGoesWithoutOne() throws IOException {
    try (Listener listener = listen(temporary.resolve("x".repeat(100)))) {
      assertThat(listener.localSocket()).isEmpty();
    }
  }

  @Test
  void usualDirectoryIsShortEnoughWhateverTheTemporaryFolder() throws IOException {
    String before = System.setProperty("java.io.tmpdir", "/" + "y".repeat(120));
    try (Listener listener = listen(Path.of(""))) {
      assertThat(listener.localSocket()).startsWith("/tmp/kindling-");
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
  }

  @Test
  void clientThatDoesNotTakeItsBytesIsGivenUp() throws Exception {
    try (Listener listener = listen(directory);
        Connection connection = dialer.connect(NOWHERE, listener.localSocket(), ANN)) {
      connection.begin(GIVE, 8).putInt(2 << 20);
      connection.send();
      assertThat(sent).as("it is patient for the time that its bytes may take").isNotDone();
      assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  private Listener listen(Path where) throws IOException {
    return Listener.start(
        "127.0.0.1", 0, where.toString(), ACCESS, PATIENCE, hello -> new Giver(), new Metrics());
  }

  private static int receive(Connection connection, int count) throws IOException {
    connection.begin(GIVE, 8).putInt(count);
    connection.send();
    ByteBuffer message = connection.receive();
    assertThat(message.get()).isEqualTo((byte) GIVE);
    ByteBuffer bytes = ByteBuffer.allocate(message.getInt());
    connection.receivePayload(bytes);
    return bytes.position();
  }

  /** The file that a killed node leaves. */
  private static Path deadSocket(Path path) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
    return path;
  }

  /** Gives as many bytes as it is asked for. */
  private final class Giver implements Service.Session {

    @Override
    public void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
      int count = fields.getInt();
      connection.begin(GIVE, 8).putInt(count);
      try {
        connection.send(ByteBuffer.allocateDirect(count));
        sent.complete(null);
      } catch (IOException failed) {
        sent.completeExceptionally(failed);
        throw failed;
      }
    }

    @Override
    public void closed() {}
  }
}
