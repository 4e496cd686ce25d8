package io.kindling.contract;

import java.util.List;

/** Hadoop's suites in the order of the page. */
final class Suites {

  /** Quick ones, one or more for each part of the file system. */
  static final List<Class<?>> CORE =
      List.of(
          ContractSuites.Append.class,
          ContractSuites.BulkDelete.class,
          ContractSuites.Concat.class,
          ContractSuites.ContentSummary.class,
          ContractSuites.CopyFromLocal.class,
          ContractSuites.Create.class,
          ContractSuites.Delete.class,
          ContractSuites.GetFileStatus.class,
          ContractSuites.Mkdir.class,
          ContractSuites.MultipartUploader.class,
          ContractSuites.Open.class,
          ContractSuites.Seek.class,
          ContractSuites.SetTimes.class,
          ContractSuites.StreamIOStatistics.class,
          ContractSuites.Unbuffer.class,
          ContractSuites.VectoredRead.class,
          ClassicSuites.FileSystemContract.class,
          ClassicSuites.ContextUri.class);

  static final List<Class<?>> ALL =
      List.of(
          ContractSuites.Append.class,
          ContractSuites.BulkDelete.class,
          ContractSuites.Concat.class,
          ContractSuites.ContentSummary.class,
          ContractSuites.CopyFromLocal.class,
          ContractSuites.Create.class,
          ContractSuites.Delete.class,
          ContractSuites.Etag.class,
          ContractSuites.GetEnclosingRoot.class,
          ContractSuites.GetFileStatus.class,
          ContractSuites.LeaseRecovery.class,
          ContractSuites.Mkdir.class,
          ContractSuites.MultipartUploader.class,
          ContractSuites.Open.class,
          ContractSuites.PathHandle.class,
          ContractSuites.Rename.class,
          ContractSuites.RootDirectory.class,
          ContractSuites.SafeMode.class,
          ContractSuites.Seek.class,
          ContractSuites.SetTimes.class,
          ContractSuites.StreamIOStatistics.class,
          ContractSuites.Unbuffer.class,
          ContractSuites.VectoredRead.class,
          ClassicSuites.MainOperations.class,
          ClassicSuites.FileSystemContract.class,
          ClassicSuites.FileSystemSymlink.class,
          ClassicSuites.ContextMainOperations.class,
          ClassicSuites.ContextUri.class,
          ClassicSuites.ContextCreateMkdir.class,
          ClassicSuites.ContextUtil.class,
          ClassicSuites.ContextPermission.class,
          ClassicSuites.ContextSymlink.class);

  private Suites() {}
}
