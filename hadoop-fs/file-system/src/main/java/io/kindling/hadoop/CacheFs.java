package io.kindling.hadoop;

import io.kindling.hadoop.mount.CacheFace;
import io.kindling.hadoop.mount.UserPaths;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockStoragePolicySpi;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.MultipartUploaderBuilder;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.XAttrSetFlag;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.AclStatus;
import org.apache.hadoop.fs.permission.FsAction;

/**
 * {@link CachingFileSystem} for programs that use FileContext: {@code
 * fs.AbstractFileSystem.cache.impl=io.kindling.hadoop.CacheFs}, and the same for every scheme that
 * is taken over. Any thread.
 */
public class CacheFs extends DelegateToFileSystem implements CacheFace {

  private final CachingFileSystem files;

  /** Called by Hadoop by reflection. */
  public CacheFs(URI uri, Configuration configuration) throws IOException, URISyntaxException {
    super(uri, opened(uri, configuration), configuration, uri.getScheme(), false);
    files = (CachingFileSystem) fsImpl;
  }

  /** Opened before, because only the store of a scheme that was taken over knows its port. */
  private static CachingFileSystem opened(URI uri, Configuration configuration) throws IOException {
    CachingFileSystem fileSystem = NewerHadoop.newFileSystem(configuration);
    fileSystem.initialize(uri, configuration);
    return fileSystem;
  }

  /** Names are the store's affair; local ones and those of a mount may hold a colon. */
  @Override
  public boolean isValidName(String path) {
    String scheme = getUri().getScheme();
    return scheme.equals(UserPaths.CACHE_SCHEME)
        || scheme.equals("file")
        || super.isValidName(path);
  }

  @Override
  public RemoteIterator<FileStatus> listStatusIterator(Path path) throws IOException {
    checkPath(path);
    return files.listStatusIterator(path);
  }

  @Override
  public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path) throws IOException {
    checkPath(path);
    return files.listLocatedStatus(path);
  }

  @Override
  public RemoteIterator<Path> listCorruptFileBlocks(Path path) throws IOException {
    checkPath(path);
    return files.listCorruptFileBlocks(path);
  }

  /** As atomic as the store's own. */
  @Override
  @SuppressWarnings("deprecation")
  public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
    checkPath(from);
    checkPath(to);
    files.rename(from, to, overwrite ? Rename.OVERWRITE : Rename.NONE);
  }

  @Override
  public void msync() throws IOException {
    files.msync();
  }

  @Override
  public void access(Path path, FsAction mode) throws IOException {
    checkPath(path);
    files.access(path, mode);
  }

  @Override
  public MultipartUploaderBuilder<?, ?> createMultipartUploader(Path base) throws IOException {
    checkPath(base);
    return files.createMultipartUploader(base);
  }

  @Override
  public Path getEnclosingRoot(Path path) throws IOException {
    checkPath(path);
    return files.getEnclosingRoot(path);
  }

  // ---------------------------------------------------------------------- attributes

  @Override
  public void modifyAclEntries(Path path, List<AclEntry> entries) throws IOException {
    checkPath(path);
    files.modifyAclEntries(path, entries);
  }

  @Override
  public void removeAclEntries(Path path, List<AclEntry> entries) throws IOException {
    checkPath(path);
    files.removeAclEntries(path, entries);
  }

  @Override
  public void removeDefaultAcl(Path path) throws IOException {
    checkPath(path);
    files.removeDefaultAcl(path);
  }

  @Override
  public void removeAcl(Path path) throws IOException {
    checkPath(path);
    files.removeAcl(path);
  }

  @Override
  public void setAcl(Path path, List<AclEntry> entries) throws IOException {
    checkPath(path);
    files.setAcl(path, entries);
  }

  @Override
  public AclStatus getAclStatus(Path path) throws IOException {
    checkPath(path);
    return files.getAclStatus(path);
  }

  @Override
  public void setXAttr(Path path, String name, byte[] value, EnumSet<XAttrSetFlag> flags)
      throws IOException {
    checkPath(path);
    files.setXAttr(path, name, value, flags);
  }

  @Override
  public byte[] getXAttr(Path path, String name) throws IOException {
    checkPath(path);
    return files.getXAttr(path, name);
  }

  @Override
  public Map<String, byte[]> getXAttrs(Path path) throws IOException {
    checkPath(path);
    return files.getXAttrs(path);
  }

  @Override
  public Map<String, byte[]> getXAttrs(Path path, List<String> names) throws IOException {
    checkPath(path);
    return files.getXAttrs(path, names);
  }

  @Override
  public List<String> listXAttrs(Path path) throws IOException {
    checkPath(path);
    return files.listXAttrs(path);
  }

  @Override
  public void removeXAttr(Path path, String name) throws IOException {
    checkPath(path);
    files.removeXAttr(path, name);
  }

  @Override
  public Path createSnapshot(Path path, String name) throws IOException {
    checkPath(path);
    return files.createSnapshot(path, name);
  }

  @Override
  public void renameSnapshot(Path path, String from, String to) throws IOException {
    checkPath(path);
    files.renameSnapshot(path, from, to);
  }

  @Override
  public void deleteSnapshot(Path path, String name) throws IOException {
    checkPath(path);
    files.deleteSnapshot(path, name);
  }

  @Override
  public void satisfyStoragePolicy(Path path) throws IOException {
    checkPath(path);
    files.satisfyStoragePolicy(path);
  }

  @Override
  public void setStoragePolicy(Path path, String policy) throws IOException {
    checkPath(path);
    files.setStoragePolicy(path, policy);
  }

  @Override
  public void unsetStoragePolicy(Path path) throws IOException {
    checkPath(path);
    files.unsetStoragePolicy(path);
  }

  @Override
  public BlockStoragePolicySpi getStoragePolicy(Path path) throws IOException {
    checkPath(path);
    return files.getStoragePolicy(path);
  }

  @Override
  public Collection<? extends BlockStoragePolicySpi> getAllStoragePolicies() throws IOException {
    return files.getAllStoragePolicies();
  }
}
