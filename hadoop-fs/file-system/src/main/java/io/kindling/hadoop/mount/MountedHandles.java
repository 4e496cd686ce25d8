package io.kindling.hadoop.mount;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.RawPathHandle;

/**
 * Handles on files of mounts: the under store's handle after the mount's place. Where a scheme was
 * taken over, handles are the store's own.
 */
public final class MountedHandles {

  private static final int MARK = 0x4b48_4e44;

  private MountedHandles() {}

  /** The handle that users see for one of the under store. */
  public static PathHandle shown(Mount mount, PathHandle under) {
    if (mount.isTakeover()) {
      return under;
    }
    byte[] place = mount.at().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = under.bytes();
    ByteBuffer all = ByteBuffer.allocate(8 + place.length + bytes.remaining());
    all.putInt(MARK).putInt(place.length).put(place).put(bytes).flip();
    return new RawPathHandle(all);
  }

  /** The mount of a handle that {@link #shown} made, in this or another JVM. */
  public static Mount mount(MountTable mounts, PathHandle shown) throws IOException {
    return mounts.of(mounts.takeover() == null ? place(shown.bytes()) : "/");
  }

  /** The under store's handle in a handle that {@link #shown} made. */
  public static PathHandle under(Mount mount, PathHandle shown) throws IOException {
    if (mount.isTakeover()) {
      return shown;
    }
    ByteBuffer bytes = shown.bytes();
    String ignored = place(bytes);
    return new RawPathHandle(bytes.slice());
  }

  private static String place(ByteBuffer bytes) throws IOException {
    try {
      if (bytes.getInt() == MARK) {
        int length = bytes.getInt();
        if (length > 0 && length <= bytes.remaining()) {
          byte[] place = new byte[length];
          bytes.get(place);
          return new String(place, StandardCharsets.UTF_8);
        }
      }
    } catch (BufferUnderflowException cut) {
      throw new IOException("a handle on a file below cache:/ is cut off", cut);
    }
    throw new IOException("a handle of another file system cannot be opened below cache:/");
  }
}
