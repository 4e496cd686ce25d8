package io.kindling.cache.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static final BlockLayout LAYOUT = BlockLayout.DEFAULT;
  private static final int ECHO = 7;
  private static final int SLEEP = 8;

  private final Metrics metrics = new Metrics();
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    listener =
        Listener.start(
            "127.0.0.1",
            0,
            new ClusterAccess("photos", "open sesame", LAYOUT),
            Duration.ofSeconds(5),
            hello -> new EchoSession(),
            metrics);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  @Test
  void whoKnowsTheSecretIsServed() throws IOException {
    try (Connection connection = connect("photos", "open sesame", LAYOUT)) {
      byte[] payload = new byte[3_000_000];
      new Random(1).nextBytes(payload);
      connection.begin(ECHO, 8).putInt(payload.length);
      connection.send(ByteBuffer.wrap(payload));
      ByteBuffer answer = connection.receive();
      assertThat(answer.get()).isEqualTo((byte) ECHO);
      ByteBuffer echoed = ByteBuffer.allocate(answer.getInt());
      connection.receivePayload(echoed);
      assertThat(Arrays.equals(echoed.array(), payload)).isTrue();
    }
  }

  @Test
  void wrongSecretIsRefusedNamingTheKey() {
    assertThatThrownBy(() -> connect("photos", "guess", LAYOUT))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("fs.cache.cluster.secret")
        .hasMessageContaining(listener.endpoint().toString())
        .hasMessageNotContaining("open sesame");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(metrics.snapshot().get(Metric.HANDSHAKES_REFUSED)).isEqualTo(1));
  }

  @Test
  void anotherClusterIsRefusedNamingBoth() {
    assertThatThrownBy(() -> connect("movies", "open sesame", LAYOUT))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("this is cluster photos, not movies");
  }

  @Test
  void anotherBlockSizeIsRefusedNamingTheOneToSet() {
    assertThatThrownBy(() -> connect("photos", "open sesame", new BlockLayout(1 << 20, 128L << 20)))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("fs.cache.block.size is 4194304 in this cluster, not 1048576");
  }

  @Test
  void anotherGroupSizeIsRefused() {
    assertThatThrownBy(() -> connect("photos", "open sesame", new BlockLayout(4 << 20, 64L << 20)))
        .isInstanceOf(HandshakeException.class)
        .hasMessageContaining("fs.cache.group.size");
  }

  @Test
  void strangersThatSpeakSomethingElseAreCutOff() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.endpoint().port())) {
      socket.setSoTimeout(5000);
      OutputStream out = socket.getOutputStream();
      out.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void silentServerIsGivenUpAfterTheLimit() throws IOException {
    Dialer dialer =
        new Dialer(new ClusterAccess("photos", "open sesame", LAYOUT), Duration.ofMillis(200));
    try (Connection connection = dialer.connect(listener.endpoint(), hello())) {
      connection.begin(SLEEP, 8);
      connection.send();
      assertThatThrownBy(connection::receive)
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining(listener.endpoint().toString());
    }
  }

  @Test
  void unreachableServerIsNamed() throws IOException {
    Endpoint gone = listener.endpoint();
    listener.close();
    assertThatThrownBy(
            () ->
                new Dialer(
                        new ClusterAccess("photos", "open sesame", LAYOUT), Duration.ofSeconds(1))
                    .connect(gone, hello()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot connect to " + gone);
  }

  private Connection connect(String cluster, String secret, BlockLayout layout) throws IOException {
    return new Dialer(new ClusterAccess(cluster, secret, layout), Duration.ofSeconds(5))
        .connect(listener.endpoint(), hello());
  }

  private static Hello hello() {
    return new Hello("ann", UUID.randomUUID());
  }

  private static final class EchoSession implements Service.Session {

    @Override
    public void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
      if (operation == SLEEP) {
        return;
      }
      ByteBuffer payload = ByteBuffer.allocateDirect(fields.getInt());
      connection.receivePayload(payload);
      connection.begin(ECHO, 8).putInt(payload.flip().remaining());
      connection.send(payload);
    }

    @Override
    public void closed() {}
  }
}
