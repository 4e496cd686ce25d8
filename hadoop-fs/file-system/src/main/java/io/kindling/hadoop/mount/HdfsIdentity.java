package io.kindling.hadoop.mount;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/** What only a status of HDFS shows. Apart, because its classes may be missing. */
public final class HdfsIdentity {

  private HdfsIdentity() {}

  public static String of(FileStatus status) {
    return status instanceof HdfsFileStatus hdfs ? " file " + hdfs.getFileId() : "";
  }
}
