package io.kindling.hadoop;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/** S3A with something that happens, once, before the next status is asked for. */
public final class IntrudedS3A extends S3AFileSystem {

  static final AtomicReference<Intrusion> NEXT = new AtomicReference<>();

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Intrusion intrusion = NEXT.getAndSet(null);
    if (intrusion != null) {
      intrusion.happen();
    }
    return super.getFileStatus(path);
  }

  /** What happens. */
  @FunctionalInterface
  interface Intrusion {
    void happen() throws IOException;
  }
}
