package io.kindling.cache.cluster;

import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What nodes and the seed registry say to each other: codes and fields. Part of the protocol. */
final class RegistryMessage {

  /** No field: answered by ADVICE. */
  static final int SEEK = 33;

  /** Identity, discovery endpoint, founding time, epoch: answered by VERDICT. */
  static final int SIGN = 34;

  /** Owner table: answered by VERDICT. */
  static final int SEND_TABLE = 35;

  /** Step, count, endpoints. */
  static final int ADVICE = 41;

  /** Verdict. */
  static final int VERDICT = 42;

  /** Room for an endpoint: a host name has at most 255 bytes. */
  static final int ENDPOINT_ROOM = 2 + 4 * 255 + 4;

  private RegistryMessage() {}

  static void putEndpoint(ByteBuffer message, Endpoint endpoint) {
    Wire.putText(message, endpoint.host());
    message.putInt(endpoint.port());
  }

  static Endpoint getEndpoint(ByteBuffer message) throws IOException {
    return new Endpoint(Wire.getText(message), message.getInt());
  }

  static void putAdvice(ByteBuffer message, SeedRegistry.Advice advice) {
    message.put((byte) advice.step().ordinal()).putInt(advice.seeds().size());
    advice.seeds().forEach(seed -> putEndpoint(message, seed));
  }

  static SeedRegistry.Advice getAdvice(ByteBuffer message) throws IOException {
    SeedRegistry.Step step = constant(SeedRegistry.Step.values(), message.get());
    List<Endpoint> seeds = new ArrayList<>();
    for (int left = message.getInt(); left > 0; left--) {
      seeds.add(getEndpoint(message));
    }
    return new SeedRegistry.Advice(step, seeds);
  }

  static void putVerdict(ByteBuffer message, SeedRegistry.Verdict verdict) {
    message.put((byte) verdict.ordinal());
  }

  static SeedRegistry.Verdict getVerdict(ByteBuffer message) throws IOException {
    return constant(SeedRegistry.Verdict.values(), message.get());
  }

  private static <E extends Enum<E>> E constant(E[] constants, int ordinal) throws IOException {
    if (ordinal < 0 || ordinal >= constants.length) {
      throw new IOException("unknown answer " + ordinal + " of a seed registry");
    }
    return constants[ordinal];
  }
}
