package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a job collects before it starts on a Kerberos cluster. */
class DelegationTokensTest {

  private Configuration configuration;

  @BeforeEach
  void start() {
    IssuingFileSystem.OPENED_BY.clear();
    configuration = new Configuration();
    configuration.set("fs.issuer.impl", IssuingFileSystem.class.getName());
  }

  private void mountTwo() {
    configuration.set("fs.cache.mount.east", "issuer://east/data");
    configuration.set("fs.cache.mount.west", "issuer://west/data");
  }

  private void takeOver() {
    configuration.set("fs.issuer.impl", CachingFileSystem.class.getName());
    configuration.set("fs.cache.under.issuer.impl", IssuingFileSystem.class.getName());
  }

  @Test
  void mountsGiveTheTokensOfAllTheirStoresAndOfWhoeverTheseName() throws IOException {
    mountTwo();
    Credentials credentials = new Credentials();
    try (FileSystem cached = TestMounts.open(configuration)) {
      assertThat(cached.getCanonicalServiceName()).isNull();
      assertThat(IssuingFileSystem.OPENED_BY).isEmpty();

      Token<?>[] tokens = cached.addDelegationTokens("yarn", credentials);

      assertThat(services(tokens))
          .containsExactlyInAnyOrder("issuer-east", "keys-of-east", "issuer-west", "keys-of-west");
      assertThat(tokens[0].getIdentifier()).isEqualTo("yarn".getBytes(StandardCharsets.UTF_8));
      assertThat(credentials.getToken(new Text("issuer-west")).getKind())
          .isEqualTo(new Text("ISSUED"));
      assertThat(cached.addDelegationTokens("yarn", credentials)).isEmpty();
    }
  }

  @Test
  void storeThatWasTakenOverGivesItsOwnTokens() throws IOException {
    URI store = URI.create("issuer://north");
    Credentials bare = new Credentials();
    try (FileSystem files = FileSystem.newInstance(store, configuration)) {
      assertThat(services(files.addDelegationTokens("yarn", bare))).hasSize(2);
    }
    takeOver();
    Credentials taken = new Credentials();
    try (FileSystem files = FileSystem.newInstance(store, configuration)) {
      assertThat(files).isInstanceOf(CachingFileSystem.class);
      assertThat(files.getCanonicalServiceName()).isEqualTo("issuer-north");
      assertThat(files.getDelegationToken("yarn").getService()).isEqualTo(new Text("issuer-north"));
      assertThat(services(files.addDelegationTokens("yarn", taken)))
          .containsExactlyInAnyOrder("issuer-north", "keys-of-north");
    }
    assertThat(taken.getSecretKeyMap()).isEqualTo(bare.getSecretKeyMap());
    assertThat(taken.getAllTokens()).containsExactlyInAnyOrderElementsOf(bare.getAllTokens());
  }

  @Test
  void fileContextGivesThemAsWell() throws IOException {
    mountTwo();
    configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
    FileContext files = FileContext.getFileContext(URI.create("cache:///"), configuration);
    List<Token<?>> tokens = files.getDelegationTokens(new Path("cache:///east/a"), "yarn");
    assertThat(services(tokens.toArray(new Token<?>[0]))).contains("issuer-east", "issuer-west");
  }

  @Test
  void storesAreOpenedAsTheUserWhoOpenedTheFileSystemWhoeverAsksLater() throws Exception {
    mountTwo();
    UserGroupInformation ann =
        UserGroupInformation.createProxyUser("ann", UserGroupInformation.getCurrentUser());
    PrivilegedExceptionAction<FileSystem> open = () -> TestMounts.open(configuration);
    try (FileSystem cached = ann.doAs(open)) {
      assertThat(cached.addDelegationTokens("yarn", new Credentials())).hasSize(4);
      assertThat(IssuingFileSystem.OPENED_BY).containsEntry("east", "ann");
      assertThat(IssuingFileSystem.OPENED_BY).containsEntry("west", "ann");
    }
    takeOver();
    PrivilegedExceptionAction<FileSystem> openTaken =
        () -> FileSystem.newInstance(URI.create("issuer://south"), configuration);
    try (FileSystem taken = ann.doAs(openTaken)) {
      assertThat(taken.getCanonicalServiceName()).isEqualTo("issuer-south");
      assertThat(IssuingFileSystem.OPENED_BY).containsEntry("south", "ann");
    }
  }

  private static List<String> services(Token<?>[] tokens) {
    return Arrays.stream(tokens).map(token -> token.getService().toString()).toList();
  }
}
