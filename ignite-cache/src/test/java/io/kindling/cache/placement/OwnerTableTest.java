package io.kindling.cache.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnerTableTest {

  private static final NodeIdentity FIRST = new NodeIdentity(1, 2);
  private static final NodeIdentity SECOND = new NodeIdentity(1, -1);
  private static final NodeIdentity THIRD = new NodeIdentity(-1, 0);

  private static final OwnerTable TABLE =
      new OwnerTable(
          77,
          List.of(
              new StorageNodeInfo(THIRD, "c.example", 65_535),
              new StorageNodeInfo(FIRST, "a.example", 7001, "/tmp/a.sock", "12"),
              new StorageNodeInfo(SECOND, "b.example", 7002)));

  @Test
  void nodesAreSortedByTheUnsignedIdentity() {
    assertThat(TABLE.nodes())
        .extracting(StorageNodeInfo::identity)
        .containsExactly(FIRST, SECOND, THIRD);
  }

  @Test
  void nodesAreFoundByTheirIdentity() {
    for (StorageNodeInfo node : TABLE.nodes()) {
      assertThat(TABLE.find(node.identity())).isSameAs(node);
    }
    assertThat(TABLE.find(new NodeIdentity(1, 3))).isNull();
    assertThat(OwnerTable.EMPTY.find(FIRST)).isNull();
  }

  @Test
  void tableSurvivesItsBinaryForm() throws IOException {
    byte[] bytes = bytesOf(TABLE);

    assertThat(tableOf(bytes)).isEqualTo(TABLE);
    assertThat(bytes).hasSizeLessThan(50 * TABLE.size());
  }

  @Test
  void tableThatEndsEarlyIsNotRead() throws IOException {
    byte[] bytes = bytesOf(TABLE);

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> tableOf(cut)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void damagedTableIsRefusedInOneLine() throws IOException {
    byte[] endless = bytesOf(TABLE);
    endless[8] = 0x7F;
    byte[] portless = bytesOf(new OwnerTable(1, List.of(new StorageNodeInfo(FIRST, "a", 256))));
    portless[8 + 4 + 16 + 2 + 1] = 0;

    assertThatThrownBy(() -> tableOf(endless)).hasMessageContaining("it claims");
    assertThatThrownBy(() -> tableOf(portless)).hasMessageContaining("transfer port 0");
  }

  @Test
  void twoNodesWithOneIdentityAreRefused() {
    List<StorageNodeInfo> twins =
        List.of(new StorageNodeInfo(FIRST, "a", 1), new StorageNodeInfo(FIRST, "b", 2));

    assertThatThrownBy(() -> new OwnerTable(1, twins)).hasMessageContaining("share an identity");
  }

  @Test
  void identityIsReadBackFromItsText() {
    NodeIdentity identity = NodeIdentity.random();

    assertThat(NodeIdentity.parse(identity.toString())).isEqualTo(identity);
    assertThat(identity).isNotEqualTo(NodeIdentity.random());
    assertThatThrownBy(() -> NodeIdentity.parse("12ab")).hasMessageContaining("'12ab'");
    assertThatThrownBy(() -> NodeIdentity.parse("z".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] bytesOf(OwnerTable table) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static OwnerTable tableOf(byte[] bytes) throws IOException {
    return OwnerTable.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
