package io.kindling.hadoop.write;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;

/** What an uploader has to know of the file system it is of. Any thread. */
public interface UploadPaths {

  /** The path in the under store. */
  Path under(Path path) throws IOException;

  /** The file at this path changes. */
  void changed(Path path);

  /** The under store's handle on a file as the file system takes it. */
  PathHandle handle(Path path, PathHandle under);
}
