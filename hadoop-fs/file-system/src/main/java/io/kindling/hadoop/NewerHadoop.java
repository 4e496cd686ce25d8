package io.kindling.hadoop;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ReflectionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one name, {@code io.kindling.hadoop.CachingFileSystem}, stand for two classes: itself on
 * Hadoop 3.3, and a subclass with interfaces that 3.3 does not know on the lines that do.
 *
 * <p>The interfaces of a class are fixed, and users name one class whatever Hadoop they run. But
 * Hadoop makes all its file systems in {@link ReflectionUtils}, which remembers the constructor of
 * each class; there the subclass's is put in place of ours before the first one is made. A Hadoop
 * that no longer remembers constructors makes the class that was named, which lacks the interfaces
 * and nothing else.
 */
final class NewerHadoop {

  private static final Logger LOG = LoggerFactory.getLogger(NewerHadoop.class);
  private static final String NEWER_CLASS = "io.kindling.hadoop.NewerCachingFileSystem";

  private NewerHadoop() {}

  /** Called before the first {@link CachingFileSystem} is made. */
  static void preferItsClass() {
    try {
      ClassLoader loader = NewerHadoop.class.getClassLoader();
      Class<?> newer = Class.forName(NEWER_CLASS, false, loader);
      // Resolves the types of all its methods, some of which 3.4.0 does not have.
      int methods = newer.getMethods().length;
      constructors().put(CachingFileSystem.class, newer.getDeclaredConstructor());
      LOG.debug("{} with {} methods", NEWER_CLASS, methods);
    } catch (ClassNotFoundException | LinkageError older) {
      LOG.debug("this Hadoop is older than 3.4.1: {}", older.toString());
    } catch (ReflectiveOperationException | RuntimeException closed) {
      LOG.warn(
          "cache: without lease recovery, safe mode and bulk delete, because this Hadoop makes file"
              + " systems in another way ({}); name {} as fs.cache.impl to have them",
          closed,
          NEWER_CLASS);
    }
  }

  /** What Hadoop makes of the name, for those who do not go through Hadoop. */
  static CachingFileSystem newFileSystem(Configuration configuration) {
    try {
      Class<?> named =
          Class.forName(
              CachingFileSystem.class.getName(), true, NewerHadoop.class.getClassLoader());
      return (CachingFileSystem) ReflectionUtils.newInstance(named, configuration);
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<Class<?>, Constructor<?>> constructors() throws ReflectiveOperationException {
    Field field = ReflectionUtils.class.getDeclaredField("CONSTRUCTOR_CACHE");
    field.setAccessible(true);
    return (Map<Class<?>, Constructor<?>>) field.get(null);
  }
}
