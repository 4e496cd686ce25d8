package io.kindling.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of under stores. */
class StoreCheckTest {

  @TempDir private java.nio.file.Path folder;

  private List<Finding> look(RawLocalFileSystem store) throws IOException {
    store.initialize(folder.toUri(), new Configuration());
    return StoreCheck.run("store", store, new Path(folder.toUri()));
  }

  @Test
  void storeThatIsListedAndReadIsGoodAndTheLargestFileIsRead() throws IOException {
    Files.write(Files.createDirectory(folder.resolve("a")).resolve("large"), new byte[50_000]);
    Files.write(folder.resolve("small"), new byte[10]);
    List<Finding> findings = look(new RawLocalFileSystem());
    assertThat(findings.get(0).text()).startsWith("lists 2 names in ");
    assertThat(findings.get(1).text()).contains("a/large");
  }

  @Test
  void folderWithoutFilesIsSaidToBeUntried() throws IOException {
    assertThat(look(new RawLocalFileSystem()).get(1).text()).contains("reading was not tried");
  }

  @Test
  void refusedListingAndRefusedReadingAreErrorsThatNameTheRight() throws IOException {
    Files.write(folder.resolve("file"), new byte[10]);
    List<Finding> unlisted =
        look(
            new RawLocalFileSystem() {
              @Override
              public FileStatus[] listStatus(Path path) throws IOException {
                throw new AccessControlException("ann may not list");
              }
            });
    assertThat(unlisted)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.grade()).isEqualTo(Finding.Grade.ERROR);
              assertThat(each.text()).isEqualTo("cannot be listed: ann may not list");
              assertThat(each.mend()).contains("s3:ListBucket");
            });
    List<Finding> unread =
        look(
            new RawLocalFileSystem() {
              @Override
              public FSDataInputStream open(Path path, int buffer) throws IOException {
                throw new AccessControlException("ann may not read");
              }
            });
    assertThat(unread.get(1).grade()).isEqualTo(Finding.Grade.ERROR);
    assertThat(unread.get(1).text()).endsWith("cannot be read: ann may not read");
    assertThat(unread.get(1).mend()).contains("s3:GetObject");
  }

  @Test
  void slowFirstByteAndSlowStreamAreToldWithWhatToLookAt() {
    Path path = new Path("s3a://bucket/large");
    assertThat(StoreCheck.judge("store", path, 20, 16 << 20, 200))
        .singleElement()
        .satisfies(each -> assertThat(each.grade()).isEqualTo(Finding.Grade.GOOD));
    List<Finding> slow = StoreCheck.judge("store", path, 700, 16 << 20, 10_700);
    assertThat(slow).extracting(Finding::grade).containsOnly(Finding.Grade.WARNING);
    assertThat(slow.get(0).text()).contains("took 700 ms");
    assertThat(slow.get(0).mend()).contains("region");
    assertThat(slow.get(1).text()).contains("came at 1.6 MiB/s");
    assertThat(slow.get(1).mend()).contains("network");
    assertThat(StoreCheck.judge("store", path, 20, 100, 20_000))
        .as("too little to tell a rate")
        .extracting(Finding::grade)
        .containsExactly(Finding.Grade.GOOD);
  }
}
