package io.kindling.hadoop;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/** What only a status of HDFS shows. Apart, because its classes may be missing. */
final class HdfsIdentity {

  private HdfsIdentity() {}

  static String of(FileStatus status) {
    return status instanceof HdfsFileStatus hdfs ? " file " + hdfs.getFileId() : "";
  }
}
