package io.kindling.spark.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap$;
import org.junit.jupiter.api.Test;

class ReadOptionsTest {
  @Test
  void keysKeepTheirCase() {
    var given = new scala.collection.immutable.Map.Map2<>("fs.s3a.bucket.Mine.x", "1", "PATH", "/");
    Map<String, String> options = Map.of("fs.s3a.bucket.Mine.x", "1", "PATH", "/");
    assertThat(ReadOptions.asGiven(given)).isEqualTo(options);
    assertThat(ReadOptions.asGiven(CaseInsensitiveMap$.MODULE$.apply(given))).isEqualTo(options);
  }
}
