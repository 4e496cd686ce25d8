package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;

/** Every method of FileSystem is overridden, or inherited for a reason that stands here. */
class FileSystemMethodsTest {

  /** They call others of the same name, which are overridden. */
  private static final Set<String> CALL_AN_OVERRIDDEN_ONE =
      Set.of(
          "append(Path)",
          "append(Path,boolean)",
          "append(Path,int)",
          "copyFromLocalFile(Path,Path)",
          "copyFromLocalFile(boolean,Path,Path)",
          "create(Path)",
          "create(Path,FsPermission,EnumSet,int,short,long,Progressable)",
          "create(Path,Progressable)",
          "create(Path,boolean)",
          "create(Path,boolean,int)",
          "create(Path,boolean,int,Progressable)",
          "create(Path,boolean,int,short,long)",
          "create(Path,boolean,int,short,long,Progressable)",
          "create(Path,short)",
          "create(Path,short,Progressable)",
          "createNonRecursive(Path,FsPermission,boolean,int,short,long,Progressable)",
          "createNonRecursive(Path,boolean,int,short,long,Progressable)",
          "delete(Path)",
          "getFileChecksum(Path)",
          "getUsed()",
          "listStatus(Path,PathFilter)",
          "listStatus(Path[])",
          "listStatus(Path[],PathFilter)",
          "mkdirs(Path)",
          "moveFromLocalFile(Path,Path)",
          "open(PathHandle)",
          "setXAttr(Path,String,byte[])",
          "getStatus()");

  /** What they do is built from overridden methods, and that is right for a cache as well. */
  private static final Set<String> BUILT_FROM_OVERRIDDEN_ONES =
      Set.of(
          "cancelDeleteOnExit(Path)",
          "completeLocalOutput(Path,Path)",
          "copyFromLocalFile(boolean,boolean,Path[],Path)",
          "copyToLocalFile(Path,Path)",
          "copyToLocalFile(boolean,Path,Path)",
          "copyToLocalFile(boolean,Path,Path,boolean)",
          "createNewFile(Path)",
          "deleteOnExit(Path)",
          "getBlockSize(Path)",
          "getLength(Path)",
          "getReplication(Path)",
          "globStatus(Path)",
          "globStatus(Path,PathFilter)",
          "isDirectory(Path)",
          "isFile(Path)",
          "moveFromLocalFile(Path[],Path)",
          "moveToLocalFile(Path,Path)",
          "openFile(Path)",
          "openFile(PathHandle)",
          "resolvePath(Path)",
          "startLocalOutput(Path,Path)");

  /** They tell what the class of the file system is and counts. */
  private static final Set<String> WITHOUT_A_PATH = Set.of("getName()", "getStorageStatistics()");

  @Test
  void everyPublicMethodIsOverriddenOrInheritedOnPurpose() {
    Set<String> inherited = new TreeSet<>();
    Class<?> made = NewerHadoop.newFileSystem(new Configuration()).getClass();
    for (Method method : made.getMethods()) {
      int modifiers = method.getModifiers();
      if (method.getDeclaringClass() == FileSystem.class
          && !Modifier.isStatic(modifiers)
          && !Modifier.isFinal(modifiers)
          && !method.isBridge()) {
        inherited.add(signature(method));
      }
    }
    Set<String> intended = new TreeSet<>(CALL_AN_OVERRIDDEN_ONE);
    intended.addAll(BUILT_FROM_OVERRIDDEN_ONES);
    intended.addAll(WITHOUT_A_PATH);
    Set<String> unknown = new TreeSet<>(intended);
    unknown.removeAll(
        Arrays.stream(FileSystem.class.getMethods())
            .map(FileSystemMethodsTest::signature)
            .collect(Collectors.toSet()));
    intended.removeAll(unknown);

    assertThat(inherited).isEqualTo(intended);
    if (!VersionInfo.getVersion().startsWith("3.3.")) {
      assertThat(unknown).isEmpty();
    }
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"));
  }
}
