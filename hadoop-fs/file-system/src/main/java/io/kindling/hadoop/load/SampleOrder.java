package io.kindling.hadoop.load;

import io.kindling.cache.placement.NodeIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ready samples that a storage node is to make or to find.
 *
 * @param paths of the set, as users write them; none: it is only asked whether it can
 */
record SampleOrder(Act act, List<String> paths, String transform, SampleMaking.Share share) {

  private static final int FORM = 2;
  private static final int MOST_FAILURES = 1_000;

  /** What is to be done. */
  enum Act {
    MAKE,
    FIND
  }

  SampleOrder {
    paths = List.copyOf(paths);
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeByte(FORM);
    output.writeByte(act.ordinal());
    output.writeInt(paths.size());
    for (String path : paths) {
      output.writeUTF(path);
    }
    output.writeUTF(transform);
    output.writeInt(share.makers().size());
    for (NodeIdentity maker : share.makers()) {
      output.writeLong(maker.high());
      output.writeLong(maker.low());
    }
    output.writeInt(share.own());
    return bytes.toByteArray();
  }

  static SampleOrder of(byte[] bytes) throws IOException {
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    int form = input.readUnsignedByte();
    if (form != FORM) {
      throw new IOException(
          "an order of form %d, and this storage node knows form %d: use the command of its version"
              .formatted(form, FORM));
    }
    Act act = Act.values()[input.readUnsignedByte()];
    List<String> paths = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      paths.add(input.readUTF());
    }
    String transform = input.readUTF();
    List<NodeIdentity> makers = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      makers.add(new NodeIdentity(input.readLong(), input.readLong()));
    }
    return new SampleOrder(act, paths, transform, new SampleMaking.Share(makers, input.readInt()));
  }

  static byte[] toBytes(SampleMaking.Made made) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeLong(made.packs());
    output.writeLong(made.made());
    output.writeLong(made.samples());
    output.writeLong(made.undecodable());
    output.writeLong(made.bytes());
    write(made.failures(), output);
    return bytes.toByteArray();
  }

  static SampleMaking.Made made(byte[] bytes) throws IOException {
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    long packs = input.readLong();
    long made = input.readLong();
    long samples = input.readLong();
    long undecodable = input.readLong();
    long length = input.readLong();
    return new SampleMaking.Made(packs, made, samples, undecodable, length, failures(input));
  }

  static byte[] toBytes(SampleMaking.Found found) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeLong(found.packs());
    output.writeLong(found.missing());
    output.writeByte(found.count().ordinal());
    output.writeLong(found.samples());
    output.writeLong(found.bytes());
    write(found.failures(), output);
    return bytes.toByteArray();
  }

  static SampleMaking.Found found(byte[] bytes) throws IOException {
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    return new SampleMaking.Found(
        input.readLong(),
        input.readLong(),
        SampleMaking.Missing.values()[input.readUnsignedByte()],
        input.readLong(),
        input.readLong(),
        failures(input));
  }

  /** As many as fit into a message. */
  private static void write(List<LoadProgress.Failure> failures, DataOutputStream output)
      throws IOException {
    List<LoadProgress.Failure> told = failures.subList(0, Math.min(MOST_FAILURES, failures.size()));
    output.writeInt(told.size());
    for (LoadProgress.Failure failure : told) {
      output.writeUTF(failure.path());
      output.writeUTF(failure.reason());
    }
  }

  private static List<LoadProgress.Failure> failures(DataInputStream input) throws IOException {
    List<LoadProgress.Failure> failures = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      failures.add(new LoadProgress.Failure(input.readUTF(), input.readUTF()));
    }
    return failures;
  }

  /** How far an order is. */
  record Sign(long parts, long all, long bytes, long allBytes) {

    byte[] toBytes() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream output = new DataOutputStream(bytes);
      output.writeLong(parts);
      output.writeLong(all);
      output.writeLong(this.bytes);
      output.writeLong(allBytes);
      return bytes.toByteArray();
    }

    static Sign of(byte[] bytes) throws IOException {
      DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
      return new Sign(input.readLong(), input.readLong(), input.readLong(), input.readLong());
    }
  }
}
