package io.kindling.cache.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource({
    "fs.cache.cluster.secret, x",
    "fs.cache.status.token, x",
    "fs.cache.mount.a.conf.fs.s3a.access.key, x",
    "fs.cache.mount.a.conf.fs.s3a.secret.key, x",
    "fs.cache.mount.a.conf.fs.s3a.encryption.key, x",
    "fs.cache.mount.a.conf.fs.azure.account.key.store, x",
    "fs.cache.mount.a.conf.fs.azure.sas.fixed.x, x",
    "fs.cache.mount.a.conf.ssl.keystore.password, x"
  })
  void secretIsNotShown(String key, String value) {
    assertThat(Secrets.shown(key, value)).isEqualTo(Secrets.HIDDEN);
  }

  @ParameterizedTest
  @CsvSource({
    "fs.cache.block.size, 4m, 4m",
    "fs.cache.cluster.secret, '', ''",
    "fs.cache.mount.sassari, s3a://bucket/x, s3a://bucket/x",
    "fs.cache.mount.photos, s3a://id:key@bucket/x, s3a://(not shown)@bucket/x",
    "fs.cache.disk.dirs, '/a,/b', '/a,/b'"
  })
  void restIsShownWithoutWhatStandsBeforeTheHost(String key, String value, String shown) {
    assertThat(Secrets.shown(key, value)).isEqualTo(shown);
  }
}
