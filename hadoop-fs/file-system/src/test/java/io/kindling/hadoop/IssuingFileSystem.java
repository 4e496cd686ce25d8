package io.kindling.hadoop;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.DelegationTokenIssuer;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.util.Progressable;

/** A store that does nothing but issue tokens, as a name node and its key server do. */
public final class IssuingFileSystem extends FileSystem {

  /** Who opened the store of an authority. */
  static final Map<String, String> OPENED_BY = new ConcurrentHashMap<>();

  private URI uri = URI.create("issuer:///");

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    uri = URI.create("issuer://" + name.getAuthority());
    OPENED_BY.put(name.getAuthority(), UserGroupInformation.getCurrentUser().getUserName());
  }

  @Override
  public String getScheme() {
    return "issuer";
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public String getCanonicalServiceName() {
    return "issuer-" + uri.getAuthority();
  }

  @Override
  public Token<?> getDelegationToken(String renewer) {
    return token(getCanonicalServiceName(), renewer);
  }

  @Override
  public DelegationTokenIssuer[] getAdditionalTokenIssuers() {
    String service = "keys-of-" + uri.getAuthority();
    return new DelegationTokenIssuer[] {
      new DelegationTokenIssuer() {
        @Override
        public String getCanonicalServiceName() {
          return service;
        }

        @Override
        public Token<?> getDelegationToken(String renewer) {
          return token(service, renewer);
        }
      }
    };
  }

  private static Token<TokenIdentifier> token(String service, String renewer) {
    return new Token<>(
        renewer.getBytes(StandardCharsets.UTF_8),
        new byte[0],
        new Text("ISSUED"),
        new Text(service));
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long blockSize,
      Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileStatus[] listStatus(Path path) {
    return new FileStatus[0];
  }

  @Override
  public void setWorkingDirectory(Path directory) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileStatus getFileStatus(Path path) {
    return new FileStatus(0, true, 0, 0, 0, path);
  }
}
