package io.kindling.contract;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Draws operations on a small tree: few names, so that they meet each other, and files from nothing
 * to several blocks. Every file that is written gets a modification time of its own, long ago, so
 * that stores without etags have versions to cache. One thread.
 */
final class RandomOperations {

  private static final long FIRST_TIME = 1_500_000_000_000L;

  private final Random random;
  private final int largest;
  private long time = FIRST_TIME;

  /**
   * Operations of a seed.
   *
   * @param largest bytes of the longest write
   */
  RandomOperations(long seed, int largest) {
    this.random = new Random(seed);
    this.largest = largest;
  }

  /** The next operation of one who reads and writes. */
  StoreOperation next() {
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3 -> create();
      case 4 -> append();
      case 5 -> truncate();
      case 6 -> rename();
      case 7 -> delete();
      case 8 -> makeFolder();
      case 9 -> list();
      case 10 -> listRecursively();
      case 11 -> glob();
      case 12, 13 -> status();
      case 14 -> summary();
      case 15, 16 -> readAll();
      case 17 -> readWithStatus();
      case 18, 19 -> seekAndRead();
      case 20 -> readAtPositions();
      case 21 -> readBuffers();
      default -> readVectored();
    };
  }

  /** A write, for somebody else to make behind the back of the cache. */
  StoreOperation write() {
    return switch (random.nextInt(4)) {
      case 0 -> delete();
      case 1 -> rename();
      default -> create();
    };
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    int depth = random.nextInt(3);
    for (int level = 0; level < depth; level++) {
      name.append("folder ").append(random.nextInt(2)).append('/');
    }
    return name.append(random.nextInt(8) == 0 ? "folder " : "file-")
        .append(random.nextInt(3))
        .toString();
  }

  private int size() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(20);
      case 1 -> random.nextInt(5_000);
      default -> random.nextInt(largest);
    };
  }

  private StoreOperation create() {
    String name = name();
    boolean overwrite = random.nextInt(3) > 0;
    byte[] content = content(size());
    long modified = time += 60_000;
    return new StoreOperation(
        "create %s of %d bytes, overwrite %s".formatted(name, content.length, overwrite),
        (store, folder) -> {
          Path path = new Path(folder, name);
          try (FSDataOutputStream output = store.create(path, overwrite)) {
            output.write(content);
          }
          store.setTimes(path, modified, -1);
          return "created";
        });
  }

  private StoreOperation append() {
    String name = name();
    byte[] content = content(size());
    long modified = time += 60_000;
    return new StoreOperation(
        "append %d bytes to %s".formatted(content.length, name),
        (store, folder) -> {
          Path path = new Path(folder, name);
          try (FSDataOutputStream output = store.append(path)) {
            output.write(content);
          }
          store.setTimes(path, modified, -1);
          return "appended";
        });
  }

  private StoreOperation truncate() {
    String name = name();
    int length = random.nextInt(3) == 0 ? random.nextInt(largest) : 0;
    long modified = time += 60_000;
    return new StoreOperation(
        "truncate %s to %d".formatted(name, length),
        (store, folder) -> {
          Path path = new Path(folder, name);
          boolean done = store.truncate(path, length);
          if (!done) {
            awaitLength(store, path, length);
          }
          store.setTimes(path, modified, -1);
          return "truncated " + done;
        });
  }

  /** HDFS cuts within a block later than it answers; nothing before that is certain. */
  private static void awaitLength(FileSystem store, Path path, long length) throws IOException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (store.getFileStatus(path).getLen() != length) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException(path + " was not cut to " + length);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while " + path + " was cut");
      }
    }
  }

  private StoreOperation rename() {
    String from = name();
    String to = name();
    return new StoreOperation(
        "rename %s to %s".formatted(from, to),
        (store, folder) -> "renamed " + store.rename(new Path(folder, from), new Path(folder, to)));
  }

  private StoreOperation delete() {
    String name = name();
    boolean recursive = random.nextBoolean();
    return new StoreOperation(
        "delete %s, recursive %s".formatted(name, recursive),
        (store, folder) -> "deleted " + store.delete(new Path(folder, name), recursive));
  }

  private StoreOperation makeFolder() {
    String name = name();
    return new StoreOperation(
        "mkdirs " + name, (store, folder) -> "made " + store.mkdirs(new Path(folder, name)));
  }

  private StoreOperation list() {
    String name = random.nextInt(3) == 0 ? "." : name();
    boolean iterator = random.nextBoolean();
    return new StoreOperation(
        "list %s by %s".formatted(name, iterator ? "iterator" : "array"),
        (store, folder) -> {
          Path path = new Path(folder, name);
          List<FileStatus> found = new ArrayList<>();
          if (iterator) {
            RemoteIterator<FileStatus> statuses = store.listStatusIterator(path);
            while (statuses.hasNext()) {
              found.add(statuses.next());
            }
          } else {
            found.addAll(Arrays.asList(store.listStatus(path)));
          }
          return shown(store, folder, found);
        });
  }

  private StoreOperation listRecursively() {
    String name = random.nextInt(3) == 0 ? "." : name();
    return new StoreOperation(
        "list all files below " + name,
        (store, folder) -> {
          List<FileStatus> found = new ArrayList<>();
          RemoteIterator<LocatedFileStatus> files = store.listFiles(new Path(folder, name), true);
          while (files.hasNext()) {
            found.add(files.next());
          }
          return shown(store, folder, found);
        });
  }

  private StoreOperation glob() {
    String pattern = List.of("*", "*/file-*", "folder ?/*", "file-[01]").get(random.nextInt(4));
    return new StoreOperation(
        "glob " + pattern,
        (store, folder) -> {
          FileStatus[] found = store.globStatus(new Path(folder, pattern));
          return found == null ? "null" : shown(store, folder, Arrays.asList(found));
        });
  }

  private StoreOperation status() {
    String name = name();
    boolean whetherOnly = random.nextInt(4) == 0;
    return new StoreOperation(
        (whetherOnly ? "exists " : "status ") + name,
        (store, folder) -> {
          Path path = new Path(folder, name);
          return whetherOnly
              ? Boolean.toString(store.exists(path))
              : shown(store, folder, store.getFileStatus(path));
        });
  }

  private StoreOperation summary() {
    String name = name();
    return new StoreOperation(
        "summary of " + name,
        (store, folder) -> {
          ContentSummary found = store.getContentSummary(new Path(folder, name));
          return "%d bytes, %d files, %d folders"
              .formatted(found.getLength(), found.getFileCount(), found.getDirectoryCount());
        });
  }

  private StoreOperation readAll() {
    String name = name();
    int piece = 1 + random.nextInt(100_000);
    return new StoreOperation(
        "read %s in pieces of %d".formatted(name, piece),
        (store, folder) -> {
          try (FSDataInputStream input = store.open(new Path(folder, name))) {
            return checksum(input, piece);
          }
        });
  }

  private StoreOperation readWithStatus() {
    String name = name();
    return new StoreOperation(
        "read %s by openFile with its status".formatted(name),
        (store, folder) -> {
          Path path = new Path(folder, name);
          FileStatus status = store.getFileStatus(path);
          try (FSDataInputStream input =
              opened(store.openFile(path).withFileStatus(status).build())) {
            return checksum(input, 64 << 10);
          }
        });
  }

  private StoreOperation seekAndRead() {
    String name = name();
    int[] positions = random.ints(6, 0, largest).toArray();
    int length = 1 + random.nextInt(20_000);
    return new StoreOperation(
        "seek in %s to %s and read %d".formatted(name, Arrays.toString(positions), length),
        (store, folder) -> {
          StringBuilder seen = new StringBuilder();
          try (FSDataInputStream input = store.open(new Path(folder, name))) {
            for (int position : positions) {
              try {
                input.seek(position);
                byte[] read = input.readNBytes(length);
                seen.append(position).append(": ").append(checksum(read, read.length));
              } catch (EOFException beyond) {
                seen.append(position).append(": EOF");
              }
              seen.append("; ");
            }
          }
          return seen.toString();
        });
  }

  private StoreOperation readAtPositions() {
    String name = name();
    int[] positions = random.ints(4, 0, largest).toArray();
    int length = 1 + random.nextInt(50_000);
    return new StoreOperation(
        "read %d of %s at %s".formatted(length, name, Arrays.toString(positions)),
        (store, folder) -> {
          StringBuilder seen = new StringBuilder();
          byte[] target = new byte[length];
          try (FSDataInputStream input = store.open(new Path(folder, name))) {
            for (int position : positions) {
              try {
                input.readFully(position, target);
                seen.append(position).append(": ").append(checksum(target, length));
              } catch (EOFException beyond) {
                seen.append(position).append(": EOF");
              }
              seen.append("; ");
            }
            seen.append("at ").append(input.getPos());
          }
          return seen.toString();
        });
  }

  /** Streams need not take buffers; who does must fill them rightly. */
  private StoreOperation readBuffers() {
    String name = name();
    boolean direct = random.nextBoolean();
    int length = 1 + random.nextInt(50_000);
    return new StoreOperation(
        "read %s into %s buffers of %d".formatted(name, direct ? "direct" : "heap", length),
        (store, folder) -> {
          ByteBuffer target =
              direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
          CRC32 checksum = new CRC32();
          long total = 0;
          try (FSDataInputStream input = store.open(new Path(folder, name))) {
            boolean takesBuffers = input.hasCapability("in:readbytebuffer");
            while (true) {
              int count = takesBuffers ? input.read(target) : copied(input, target);
              if (count < 0) {
                break;
              }
              target.flip();
              total += target.remaining();
              checksum.update(target);
              target.clear();
            }
          }
          return "%d bytes, CRC %x".formatted(total, checksum.getValue());
        });
  }

  private static int copied(FSDataInputStream input, ByteBuffer target) throws IOException {
    byte[] piece = input.readNBytes(target.remaining());
    target.put(piece);
    return piece.length == 0 ? -1 : piece.length;
  }

  private StoreOperation readVectored() {
    String name = name();
    IntFunction<ByteBuffer> buffers =
        random.nextBoolean() ? ByteBuffer::allocate : ByteBuffer::allocateDirect;
    int count = 1 + random.nextInt(8);
    double[] starts = random.doubles(count).sorted().toArray();
    double[] parts = random.doubles(count).toArray();
    return new StoreOperation(
        "read %d ranges of %s at %s".formatted(count, name, Arrays.toString(starts)),
        (store, folder) -> {
          Path path = new Path(folder, name);
          int length = Math.toIntExact(store.getFileStatus(path).getLen());
          List<FileRange> ranges = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            int from = (int) (starts[i] * length);
            int end = i + 1 < count ? (int) (starts[i + 1] * length) : length;
            int bytes = (int) (parts[i] * (end - from));
            if (bytes > 0) {
              ranges.add(FileRange.createFileRange(from, bytes));
            }
          }
          if (ranges.isEmpty()) {
            return "nothing to read";
          }
          StringBuilder seen = new StringBuilder();
          try (FSDataInputStream input = store.open(path)) {
            input.readVectored(ranges, buffers);
            for (FileRange range : ranges) {
              ByteBuffer read = opened(range.getData());
              CRC32 checksum = new CRC32();
              seen.append(read.remaining());
              checksum.update(read);
              seen.append(" bytes, CRC %x; ".formatted(checksum.getValue()));
            }
          }
          return seen.toString();
        });
  }

  private byte[] content(int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    return content;
  }

  private static String shown(FileSystem store, Path folder, List<FileStatus> statuses) {
    TreeSet<String> lines = new TreeSet<>();
    statuses.forEach(status -> lines.add(shown(store, folder, status)));
    return String.join("\n", lines);
  }

  /** What does not depend on where the tree is, nor on when it was made. */
  private static String shown(FileSystem store, Path folder, FileStatus status) {
    String base = store.makeQualified(folder).toUri().getPath();
    String path = store.makeQualified(status.getPath()).toUri().getPath();
    if (!path.startsWith(base)) {
      throw new AssertionError(path + " was shown for something below " + base);
    }
    return status.isDirectory()
        ? "%s folder %s".formatted(path.substring(base.length()), status.getPermission())
        : "%s %d bytes %s x%d block %d"
            .formatted(
                path.substring(base.length()),
                status.getLen(),
                status.getPermission(),
                status.getReplication(),
                status.getBlockSize());
  }

  private static String checksum(FSDataInputStream input, int piece) throws IOException {
    byte[] buffer = new byte[piece];
    CRC32 checksum = new CRC32();
    long total = 0;
    for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
      checksum.update(buffer, 0, count);
      total += count;
    }
    return "%d bytes, CRC %x, at %d".formatted(total, checksum.getValue(), input.getPos());
  }

  private static String checksum(byte[] bytes, int count) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, count);
    return "%d bytes, CRC %x".formatted(count, checksum.getValue());
  }

  /** The result of a future, or its error as if the caller had made it itself. */
  static <T> T opened(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
