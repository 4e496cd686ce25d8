package io.kindling.contract;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSMainOperationsBaseTest;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileContextCreateMkdirBaseTest;
import org.apache.hadoop.fs.FileContextMainOperationsBaseTest;
import org.apache.hadoop.fs.FileContextPermissionBase;
import org.apache.hadoop.fs.FileContextTestHelper;
import org.apache.hadoop.fs.FileContextTestWrapper;
import org.apache.hadoop.fs.FileContextURIBase;
import org.apache.hadoop.fs.FileContextUtilBase;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileSystemContractBaseTest;
import org.apache.hadoop.fs.FileSystemTestWrapper;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SymlinkBaseTest;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.Before;
import org.junit.BeforeClass;

/** Hadoop's older suites of FileSystem and FileContext, each over the current {@link Ground}. */
final class ClassicSuites {

  private ClassicSuites() {}

  public static class MainOperations extends FSMainOperationsBaseTest {

    public MainOperations() {
      super(folder());
    }

    @Override
    protected FileSystem createFileSystem() {
      FileSystem fileSystem = Ground.current().fileSystem();
      fileSystem.setWorkingDirectory(Ground.current().testPath());
      return fileSystem;
    }

    @Override
    protected Path getDefaultWorkingDirectory() {
      return Ground.current().testPath();
    }
  }

  public static class FileSystemContract extends FileSystemContractBaseTest {

    @Before
    public void setUp() {
      fs = Ground.current().fileSystem();
      fs.setWorkingDirectory(Ground.current().testPath());
    }

    @Override
    protected String getDefaultWorkingDirectory() {
      return Ground.current().testPath().toUri().getPath();
    }

    @Override
    protected boolean rootDirTestEnabled() {
      return false;
    }
  }

  public static class ContextMainOperations extends FileContextMainOperationsBaseTest {

    @Override
    protected FileContextTestHelper createFileContextHelper() {
      return new FileContextTestHelper(folder());
    }

    @Override
    public void setUp() throws Exception {
      fc = Ground.current().fileContext();
      super.setUp();
    }

    @Override
    protected Path getDefaultWorkingDirectory() {
      return Ground.current().testPath();
    }

    @Override
    protected IOException unwrapException(IOException failed) {
      return unwrapped(failed);
    }

    @Override
    protected boolean listCorruptedBlocksSupported() {
      return Ground.current().store() instanceof HdfsStore;
    }
  }

  public static class ContextUri extends FileContextURIBase {

    @Override
    public void setUp() throws Exception {
      fc1 = Ground.current().fileContext();
      fc2 = Ground.current().fileContext();
    }
  }

  public static class ContextCreateMkdir extends FileContextCreateMkdirBaseTest {

    @Override
    protected FileContextTestHelper createFileContextHelper() {
      return new FileContextTestHelper(folder());
    }

    @Override
    public void setUp() throws Exception {
      fc = Ground.current().fileContext();
      super.setUp();
    }
  }

  public static class ContextUtil extends FileContextUtilBase {

    @Override
    public void setUp() throws Exception {
      fc = Ground.current().fileContext();
      super.setUp();
    }
  }

  public static class ContextPermission extends FileContextPermissionBase {

    @Override
    protected FileContextTestHelper getFileContextHelper() {
      return new FileContextTestHelper(folder());
    }

    @Override
    protected FileContext getFileContext() throws IOException {
      return Ground.current().fileContext();
    }
  }

  /** Symbolic links through FileContext. */
  public static class ContextSymlink extends Symlink {
    @BeforeClass
    public static void wrap() throws IOException {
      wrapper = new FileContextTestWrapper(Ground.current().fileContext(), folder());
    }
  }

  /** Symbolic links through FileSystem. */
  public static class FileSystemSymlink extends Symlink {
    @BeforeClass
    public static void wrap() {
      wrapper = new FileSystemTestWrapper(Ground.current().fileSystem(), folder());
    }
  }

  abstract static class Symlink extends SymlinkBaseTest {

    @Override
    protected String getScheme() {
      return testURI().getScheme();
    }

    @Override
    protected String testBaseDir1() {
      return folder() + "/test1";
    }

    @Override
    protected String testBaseDir2() {
      return folder() + "/test2";
    }

    @Override
    protected URI testURI() {
      return Ground.current().fileSystem().getUri();
    }

    @Override
    protected IOException unwrapException(IOException failed) {
      return unwrapped(failed);
    }
  }

  /** Suites delete their folder; it must not be the working directory. */
  private static String folder() {
    return Ground.current().testPath().toUri().getPath() + "/classic";
  }

  private static IOException unwrapped(IOException failed) {
    return failed instanceof RemoteException remote ? remote.unwrapRemoteException() : failed;
  }
}
