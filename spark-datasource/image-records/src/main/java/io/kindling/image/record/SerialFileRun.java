package io.kindling.image.record;

import io.kindling.cache.pack.PackKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FileRun} as it travels: one array in place of some objects for each file, with every
 * folder and every label once. Tasks are made of thousands of files, and beside reading ready
 * samples the time to read so many objects back is no small one.
 */
final class SerialFileRun implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  private final byte[] bytes;
  private final @Nullable PackKey pack;

  private SerialFileRun(byte[] bytes, @Nullable PackKey pack) {
    this.bytes = bytes;
    this.pack = pack;
  }

  static SerialFileRun of(FileRun run) {
    ByteArrayOutputStream written = new ByteArrayOutputStream(200 + 150 * run.files().size());
    try (DataOutputStream out = new DataOutputStream(written)) {
      Map<String, Integer> folders = new HashMap<>();
      Map<Labels, Integer> labels = new HashMap<>();
      out.writeInt(run.files().size());
      for (SourceFile file : run.files()) {
        if (isNew(out, folders, file.folder())) {
          write(out, file.folder());
        }
        if (isNew(out, labels, file.labels())) {
          out.writeInt(file.labels().label());
          write(out, file.labels().synset());
          write(out, file.labels().split());
        }
        write(out, file.name());
        out.writeLong(file.length());
        out.writeLong(file.modificationTime());
        write(out, file.etag());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory failed", impossible);
    }
    return new SerialFileRun(written.toByteArray(), run.pack());
  }

  /** Writes the number of a value, and tells whether the value is to follow. */
  private static <T> boolean isNew(DataOutputStream out, Map<T, Integer> known, T value)
      throws IOException {
    Integer number = known.putIfAbsent(value, known.size());
    out.writeInt(number == null ? known.size() - 1 : number);
    return number == null;
  }

  private static void write(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(NONE);
    } else {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(encoded.length);
      out.write(encoded);
    }
  }

  private Object readResolve() {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = in.getInt();
    List<SourceFile> files = new ArrayList<>(count);
    List<String> folders = new ArrayList<>();
    List<Labels> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int folder = in.getInt();
      if (folder == folders.size()) {
        folders.add(text(in));
      }
      int label = in.getInt();
      if (label == labels.size()) {
        labels.add(new Labels(in.getInt(), optional(in), optional(in)));
      }
      String name = text(in);
      files.add(
          new SourceFile(
              folders.get(folder),
              name,
              in.getLong(),
              in.getLong(),
              optional(in),
              labels.get(label)));
    }
    return new FileRun(files, pack);
  }

  private static String text(ByteBuffer in) {
    return text(in, in.getInt());
  }

  private static @Nullable String optional(ByteBuffer in) {
    int length = in.getInt();
    return length == NONE ? null : text(in, length);
  }

  private static String text(ByteBuffer in, int length) {
    byte[] encoded = new byte[length];
    in.get(encoded);
    return new String(encoded, StandardCharsets.UTF_8);
  }
}
