package io.kindling.hadoop.mount;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** Errors of under stores in the words of the path that the caller used. */
public final class StoreErrors {

  private StoreErrors() {}

  /**
   * The error to throw for an error of the store: the same kind where callers tell kinds apart,
   * with the {@code cache:} path first. Where the paths are the store's own, so is the error.
   */
  public static IOException of(IOException error, Path shown, Path under, Mount mount) {
    if (mount.isTakeover()) {
      return error;
    }
    if (error.getClass() == FileNotFoundException.class) {
      FileNotFoundException missing = new FileNotFoundException(shown + ": " + firstLine(error));
      missing.initCause(error);
      return missing;
    }
    if (error instanceof AccessDeniedException) {
      AccessDeniedException denied =
          new AccessDeniedException(
              shown.toString(), null, "the store refuses " + under + ": " + firstLine(error));
      denied.initCause(error);
      return denied;
    }
    if (error instanceof AccessControlException) {
      AccessControlException denied =
          new AccessControlException(
              "%s: the store refuses %s: %s".formatted(shown, under, firstLine(error)));
      denied.initCause(error);
      return denied;
    }
    Throwable unreachable = unreachable(error);
    if (unreachable != null) {
      return new UnreachableStoreException(
          "%s: cannot reach the store of %s (%s); check that address and the store's endpoint"
              .formatted(shown, mount.key(), firstLine(unreachable)),
          error);
    }
    return error;
  }

  /** Whether a store said that the content is no longer the one that was asked for. */
  public static boolean isChangedFile(@Nullable Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      // S3A's own class; hadoop-aws is not on everybody's class path.
      if (cause.getClass().getSimpleName().equals("RemoteFileChangedException")) {
        return true;
      }
    }
    return false;
  }

  public static String firstLine(Throwable error) {
    String message = error.getMessage();
    if (message == null || message.isBlank()) {
      return error.getClass().getSimpleName();
    }
    return message.lines().findFirst().orElse(message);
  }

  private static @Nullable Throwable unreachable(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException
          || cause instanceof SocketTimeoutException) {
        return cause;
      }
    }
    return null;
  }
}
