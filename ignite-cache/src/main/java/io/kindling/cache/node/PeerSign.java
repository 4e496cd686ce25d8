package io.kindling.cache.node;

import io.kindling.cache.placement.StorageNodeInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How one storage node reached another.
 *
 * @param to who was asked for a sign
 * @param micros until it came, a connection made first if there was none; below 0 when none came
 * @param failure why none came; empty when one did
 */
public record PeerSign(StorageNodeInfo to, long micros, String failure) {

  void writeTo(DataOutput output) throws IOException {
    to.writeTo(output);
    output.writeLong(micros);
    output.writeUTF(failure);
  }

  static PeerSign readFrom(DataInput input) throws IOException {
    return new PeerSign(StorageNodeInfo.readFrom(input), input.readLong(), input.readUTF());
  }
}
