package io.kindling.hadoop.mount;

import java.util.Collection;
import org.apache.hadoop.conf.Configuration;

/** Which nameservice a NameNode of a highly available HDFS serves. */
final class HdfsNameservice {

  private HdfsNameservice() {}

  /** Whether an authority is a nameservice, which has no port. */
  static boolean is(String authority, Configuration configuration) {
    return !configuration.getTrimmed("dfs.ha.namenodes." + authority, "").isEmpty();
  }

  /**
   * The nameservice of which a host and port are one NameNode, as the configuration tells; the
   * authority itself if none is.
   */
  static String of(String authority, Configuration configuration) {
    for (String service : configuration.getTrimmedStringCollection("dfs.nameservices")) {
      Collection<String> nodes =
          configuration.getTrimmedStringCollection("dfs.ha.namenodes." + service);
      for (String node : nodes) {
        String address =
            configuration.getTrimmed("dfs.namenode.rpc-address." + service + "." + node, "");
        if (address.equalsIgnoreCase(authority)) {
          return service;
        }
      }
    }
    return authority;
  }
}
