package io.kindling.contract;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A name node and one data node in this JVM, with blocks so small that files have several. */
final class HdfsStore implements TestStore {

  private static final int BLOCK_SIZE = 32_768;

  private final MiniDFSCluster cluster;

  HdfsStore(Path folder) throws IOException {
    Configuration configuration = new HdfsConfiguration();
    configuration.setInt("dfs.blocksize", BLOCK_SIZE);
    configuration.setInt("dfs.namenode.fs-limits.min-block-size", 0);
    configuration.setInt("dfs.bytes-per-checksum", 512);
    cluster =
        new MiniDFSCluster.Builder(
                configuration, Files.createDirectories(folder.toAbsolutePath()).toFile())
            .numDataNodes(1)
            .build();
    cluster.waitClusterUp();
  }

  @Override
  public String name() {
    return "hdfs";
  }

  @Override
  public String title() {
    return "HDFS (MiniDFSCluster)";
  }

  @Override
  public URI root() {
    return cluster.getURI().resolve("/");
  }

  @Override
  public String folder() {
    return "/contract";
  }

  @Override
  public Configuration configuration() {
    Configuration configuration = new HdfsConfiguration();
    configuration.setInt("dfs.blocksize", BLOCK_SIZE);
    configuration.setInt("dfs.replication", 1);
    return configuration;
  }

  /** Some suites leave things at the root. */
  @Override
  public TestStore empty(String suite, Access access) throws IOException {
    FileSystem bare = cluster.getFileSystem();
    for (FileStatus left : bare.listStatus(new org.apache.hadoop.fs.Path("/"))) {
      if (!bare.delete(left.getPath(), true)) {
        throw new IOException(left.getPath() + " cannot be removed before " + suite);
      }
    }
    return this;
  }

  @Override
  public Set<String> abilities() {
    return Set.of(
        "test.root-tests-enabled",
        "is-case-sensitive",
        "supports-append",
        "supports-atomic-directory-delete",
        "supports-atomic-rename",
        "supports-block-locality",
        "supports-concat",
        "supports-seek",
        "rejects-seek-past-eof",
        "supports-strict-exceptions",
        "supports-unix-permissions",
        "rename-returns-false-if-dest-exists",
        "rename-returns-false-if-source-missing",
        "supports-settimes",
        "supports-getfilestatus",
        "supports-file-reference",
        "supports-content-check",
        "supports-unbuffer",
        "supports-hflush",
        "supports-hsync");
  }

  @Override
  public int partSize() {
    return 1024;
  }

  @Override
  public boolean endsUploadsAtOnce() {
    return true;
  }

  @Override
  public void close() {
    cluster.shutdown();
  }
}
