package io.kindling.spark.write;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotDirectoryException;

/** What is in a folder before it is written to. */
final class OutputFolder {

  private OutputFolder() {}

  /**
   * Its entries that are not hidden; empty when there is no such folder.
   *
   * @throws PathIsNotDirectoryException when it is a file
   */
  static List<Path> entries(Path output, Configuration configuration) throws IOException {
    List<Path> entries = new ArrayList<>();
    try {
      if (output.getFileSystem(configuration).getFileStatus(output).isFile()) {
        throw new PathIsNotDirectoryException(output.toString());
      }
      for (FileStatus entry : output.getFileSystem(configuration).listStatus(output)) {
        String name = entry.getPath().getName();
        if (!name.startsWith("_") && !name.startsWith(".")) {
          entries.add(entry.getPath());
        }
      }
    } catch (FileNotFoundException noFolder) {
      return List.of();
    }
    return entries;
  }
}
