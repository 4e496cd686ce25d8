package io.kindling.cache.cluster;

import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.ClusterAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.ignite.cluster.ClusterNode;
import org.jspecify.annotations.Nullable;

/**
 * What a node shows to be let in, as attributes of its Ignite node: cluster id, sizes, a proof that
 * it knows the secret, bound to this one Ignite node, and the {@link StorageNodeInfo} for the
 * table. Immutable.
 */
final class ClusterPass {

  private static final String CLUSTER = "kindling.cluster";
  private static final String LAYOUT = "kindling.layout";
  private static final String PROOF = "kindling.proof";
  private static final String NODE = "kindling.node";

  private final ClusterAccess access;
  private final StorageNodeInfo node;

  ClusterPass(ClusterAccess access, StorageNodeInfo node) {
    this.access = access;
    this.node = node;
  }

  /** The attributes of this node. */
  Map<String, Object> attributes(UUID igniteNode) {
    return Map.of(
        CLUSTER, access.clusterId(), LAYOUT, layout(), PROOF, proof(igniteNode), NODE, bytes(node));
  }

  /** Why another node may not be in one cluster with this one, in one line; null when it may. */
  @Nullable String objection(ClusterNode other) {
    String cluster = other.attribute(CLUSTER);
    if (cluster == null) {
      return "it is an Ignite node, but no Kindling storage node";
    }
    if (!cluster.equals(access.clusterId())) {
      return "it is of cluster '" + cluster + "', not of '" + access.clusterId() + "'";
    }
    String proof = other.attribute(PROOF);
    if (proof == null || !sameText(proof, proof(other.id()))) {
      return "it does not know the secret of cluster '" + cluster + "'";
    }
    String layout = other.attribute(LAYOUT);
    if (!layout().equals(layout)) {
      return "its block and group size are " + layout + ", those of the cluster are " + layout();
    }
    try {
      read(other);
      return null;
    } catch (IOException malformed) {
      return malformed.getMessage();
    }
  }

  /** What a node that met no objection says about itself. */
  static StorageNodeInfo describe(ClusterNode node) {
    try {
      return read(node);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static StorageNodeInfo read(ClusterNode node) throws IOException {
    byte[] bytes = node.attribute(NODE);
    if (bytes == null) {
      throw new IOException("it does not say what storage node it is");
    }
    return StorageNodeInfo.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  private String layout() {
    return access.layout().blockSize() + " and " + access.layout().groupSize();
  }

  private String proof(UUID igniteNode) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(utf8(access.secret()), "HmacSHA256"));
      return HexFormat.of()
          .formatHex(mac.doFinal(utf8("membership\n" + access.clusterId() + "\n" + igniteNode)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  private static boolean sameText(String one, String other) {
    return MessageDigest.isEqual(utf8(one), utf8(other));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(StorageNodeInfo node) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      node.writeTo(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
