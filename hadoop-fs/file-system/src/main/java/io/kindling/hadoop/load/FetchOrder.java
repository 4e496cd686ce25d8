package io.kindling.hadoop.load;

import io.kindling.cache.block.VersionKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Blocks of files that another JVM is to bring to their owners with its own rights.
 *
 * @param threads fetches at a time
 * @param bandwidth bytes a second that are fetched at most; 0 for any
 * @param files what to bring
 */
public record FetchOrder(int threads, long bandwidth, List<Item> files) {

  /** Rises when the form changes: who does not know a form refuses it. */
  private static final int FORM = 1;

  public FetchOrder {
    files = List.copyOf(files);
  }

  /**
   * Blocks of one file.
   *
   * @param path as users write it
   * @param length of the file
   * @param modified in milliseconds since 1970
   * @param etag as the store wrote it; empty when it has none
   * @param version that the file must be found to have
   * @param blocks numbers of its blocks
   */
  public record Item(
      String path,
      long length,
      long modified,
      String etag,
      VersionKey version,
      List<Integer> blocks) {

    public Item {
      blocks = List.copyOf(blocks);
    }

    Path hadoopPath() {
      return new Path(URI.create(path));
    }

    FileStatus status() {
      return new OrderedStatus(hadoopPath(), length, modified, etag);
    }
  }

  /** What became of a file. */
  public enum Outcome {
    BROUGHT,
    /** It was fetched, and an owner did not keep a block of it. */
    NOT_KEPT,
    /** It could not be fetched there. */
    FAILED
  }

  /**
   * What became of one file of an order.
   *
   * @param reason why it failed; empty when it did not
   */
  public record Result(Outcome outcome, String reason) {}

  /** The order as {@link LoadWork} takes it. */
  public byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeByte(FORM);
    output.writeInt(threads);
    output.writeLong(bandwidth);
    output.writeInt(files.size());
    for (Item item : files) {
      output.writeUTF(item.path());
      output.writeLong(item.length());
      output.writeLong(item.modified());
      output.writeUTF(item.etag());
      output.writeLong(item.version().high());
      output.writeLong(item.version().low());
      output.writeInt(item.blocks().size());
      for (int block : item.blocks()) {
        output.writeInt(block);
      }
    }
    return bytes.toByteArray();
  }

  static FetchOrder of(byte[] bytes) throws IOException {
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    int form = input.readUnsignedByte();
    if (form != FORM) {
      throw new IOException(
          "an order of form %d, and this storage node knows form %d: use the command of its version"
              .formatted(form, FORM));
    }
    int threads = input.readInt();
    long bandwidth = input.readLong();
    List<Item> items = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      String path = input.readUTF();
      long length = input.readLong();
      long modified = input.readLong();
      String etag = input.readUTF();
      VersionKey version = new VersionKey(input.readLong(), input.readLong());
      List<Integer> blocks = new ArrayList<>();
      for (int more = input.readInt(); more > 0; more--) {
        blocks.add(input.readInt());
      }
      items.add(new Item(path, length, modified, etag, version, blocks));
    }
    return new FetchOrder(threads, bandwidth, items);
  }

  static byte[] toBytes(List<Result> results) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeInt(results.size());
    for (Result result : results) {
      output.writeByte(result.outcome().ordinal());
      output.writeUTF(result.reason());
    }
    return bytes.toByteArray();
  }

  /** What {@link LoadWork} answered, in the order of the files. */
  public static List<Result> results(byte[] bytes) throws IOException {
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    List<Result> results = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      results.add(new Result(Outcome.values()[input.readUnsignedByte()], input.readUTF()));
    }
    return results;
  }
}
