package io.kindling.hadoop.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.UserPaths;
import io.kindling.hadoop.status.KnownFile.Asked;
import io.kindling.hadoop.status.KnownFile.Source;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;

class StatusTableTest {

  private final Mount mount =
      new Mount(
          "m",
          new Path("file:///tmp"),
          new Configuration(),
          UserGroupInformation.createRemoteUser("ann"));
  private final StatusTable table =
      new StatusTable(FreshnessRule.of(Freshness.parse("60s"), Freshness.parse("60s")), 1 << 20, 0);

  @Test
  void filesAreFoundUntilTheyOrAFolderAboveThemIsDropped() throws IOException {
    for (String path : new String[] {"/m/a/1", "/m/a/2", "/m/ab/3"}) {
      table.put(path, file(path, Asked.now()), table.ticket());
    }
    table.drop("/m/a/1");
    assertThat(table.find("/m/a/1")).isNull();
    assertThat(table.find("/m/a/2")).isNotNull();

    table.dropTree("/m/a");
    assertThat(table.find("/m/a/2")).isNull();
    assertThat(table.find("/m/ab/3")).isNotNull();

    table.clear();
    assertThat(table.find("/m/ab/3")).isNull();
  }

  @Test
  void anAnswerThatAChangeOvertookIsNotTaken() throws IOException {
    KnownFile before = file("/m/a", Asked.now());
    table.drop("/m/a");
    table.put("/m/a", before, table.ticket());

    assertThat(table.find("/m/a")).isNull();
  }

  @Test
  void whatWasAskedForBeforeTheTableWasEmptiedIsNotTaken() throws IOException {
    table.put("/m/a", file("/m/a", Asked.now()), table.ticket());
    long ticket = table.ticket();
    KnownFile late = file("/m/b", Asked.now());
    table.empty();
    table.put("/m/b", late, ticket);

    assertThat(table.find("/m/a")).isNull();
    assertThat(table.find("/m/b")).isNull();
    assertThat(table.isOutdated("/m/b", late.askedNanos())).as("to owners").isFalse();
    table.put("/m/b", late, table.ticket());
    assertThat(table.find("/m/b")).isNotNull();

    table.clear();
    table.put("/m/b", late, table.ticket());
    assertThat(table.find("/m/b")).isNull();
  }

  @Test
  void absenceIsKnownUntilSomethingIsWrittenThere() throws IOException {
    Freshness minute = Freshness.parse("60s");
    table.putAbsent("/m/a/b", System.nanoTime(), minute, table.ticket());
    table.putAbsent("/m/a", System.nanoTime(), minute, table.ticket());
    assertThat(table.isAbsent("/m/a/b", minute)).isTrue();
    assertThat(table.isAbsent("/m/a/b", Freshness.parse("0"))).isFalse();

    long before = System.nanoTime();
    table.dropWithFoldersAbove("/m/a/b");
    assertThat(table.isAbsent("/m/a/b", minute)).isFalse();
    assertThat(table.isAbsent("/m/a", minute)).isFalse();
    table.putAbsent("/m/a", before, minute, table.ticket());
    assertThat(table.isAbsent("/m/a", minute)).isFalse();
  }

  @Test
  void staleStatusesAreNotFound() throws IOException {
    Asked longAgo = new Asked(System.nanoTime() - 61_000_000_000L, 0);
    table.put("/m/a", file("/m/a", longAgo), table.ticket());

    assertThat(table.find("/m/a")).isNull();
  }

  @Test
  void sizeIsBounded() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      table.put("/m/" + i, file("/m/" + i, Asked.now()), table.ticket());
    }
    int found = 0;
    for (int i = 0; i < 10_000; i++) {
      found += table.find("/m/" + i) == null ? 0 : 1;
    }
    assertThat(found).isBetween(1000, 2200);
  }

  private KnownFile file(String path, Asked asked) throws IOException {
    FileStatus status = new FileStatus(1, false, 1, 1, 1, mount.under(path));
    return new KnownFile(
        mount, mount.store(), UserPaths.MOUNTED.of(path), status, Source.STATUS, asked);
  }
}
