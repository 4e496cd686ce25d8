package io.kindling.cache.config;

import java.time.Duration;
import java.util.List;

/** The options of the block cache and of its cluster. */
public final class CacheOptions {

  public static final Option<Long> BLOCK_SIZE =
      Option.size(
          "fs.cache.block.size",
          "4m",
          "Bytes of a full block. The same in the whole cluster; another value is refused.");

  public static final Option<Long> GROUP_SIZE =
      Option.size(
          "fs.cache.group.size",
          "128m",
          "Bytes of a run of blocks that has one owner, a multiple of the block size. The same in"
              + " the whole cluster.");

  public static final Option<Long> MEMORY_SIZE =
      Option.size(
          "fs.cache.memory.size",
          "0",
          "Bytes of blocks that one JVM holds off the heap, within -XX:MaxDirectMemorySize. 0 takes"
              + " half of that limit, at most 1g.");

  public static final Option<String> MEMORY_DIRECTORY =
      Option.text(
          "fs.cache.memory.directory",
          "",
          "Folder in a tmpfs, such as /dev/shm, to hold the blocks of fs.cache.memory.size in files"
              + " without a name, in place of direct memory and its limit. Empty: direct memory.");

  public static final Option<MemoryAllocation> MEMORY_ALLOCATE =
      Option.choice(
          "fs.cache.memory.allocate",
          MemoryAllocation.class,
          MemoryAllocation.AS_NEEDED,
          "When the bytes of fs.cache.memory.size are allocated. as-needed: 256m at a time, when"
              + " blocks need them. at-start: all in the background from the start on, so that"
              + " later nobody waits for new memory and no other process takes it; for nodes of"
              + " their own.");

  public static final Option<Long> CONTAINER_MEMORY =
      Option.size(
          "fs.cache.container.memory",
          "0",
          "Bytes that the resource manager lets this process have in all, heap included, where no"
              + " control group tells, as on YARN, which adds up the pages of each process, shared"
              + " ones too, and kills what has more. In Spark's executors on YARN it follows from"
              + " spark.executor.memory and memoryOverhead. 0: not known.");

  public static final Option<Long> FETCH_SIZE =
      Option.size(
          "fs.cache.fetch.size", "16m", "Largest range that one request asks of the under store.");

  public static final Option<Long> UPLOAD_SIZE =
      Option.size(
          "fs.cache.upload.size",
          "64m",
          "Bytes of fetched blocks that may wait in a reader for being handed to their owners;"
              + " readers slow down to it.");

  public static final Option<Long> BUFFER_SIZE =
      Option.size(
          "fs.cache.buffer.size",
          "256m",
          "Bytes that all buffers of one process take at most: read-ahead, vectored reads, fetches"
              + " and uploads. When they are used up, uploads wait and the others do with less. At"
              + " least four blocks; the largest value among the file systems of a process holds.");

  public static final Option<Long> READ_AHEAD_SIZE =
      Option.size(
          "fs.cache.read-ahead.size",
          "96m",
          "Bytes that one stream fetches ahead of a sequential reader at most, when they are not in"
              + " the cache. 0 turns read-ahead off.");

  public static final Option<Integer> READ_AHEAD_REQUESTS =
      Option.countOrNone(
          "fs.cache.read-ahead.requests",
          "12",
          "Requests that one stream keeps in flight at most when it reads ahead.");

  public static final Option<String> CLUSTER_ID =
      Option.text(
          "fs.cache.cluster.id",
          "kindling",
          "Name of the cluster. Nodes and clients of another name are refused.");

  public static final Option<String> CLUSTER_SECRET =
      Option.text(
          "fs.cache.cluster.secret",
          "",
          "What every member and client of a cluster must know. The Spark plugin makes one for its"
              + " application when none is set.");

  public static final Option<String> CLUSTER_SEEDS =
      Option.text(
          "fs.cache.cluster.seeds",
          "",
          "host:port of seed registries, separated by commas, in the order in which they decide;"
              + " the same on all nodes. A stand-alone node runs the registry at an address of its"
              + " own host. Clients may be given storage nodes as well. Empty: this process caches"
              + " alone, for itself.");

  public static final Option<String> SETTINGS_DIRECTORY =
      Option.text(
          "fs.cache.settings.directory",
          "",
          "Directory of a storage node's own where it keeps the settings of the cluster, so that"
              + " they outlive all nodes. Empty: they live as long as one node does.");

  public static final Option<String> BIND_HOST =
      Option.text(
          "fs.cache.bind.host",
          "",
          "Address or host name that a storage node listens on and announces. Empty: the host's own"
              + " name.");

  public static final Option<Integer> TRANSFER_PORT =
      Option.port("fs.cache.transfer.port", "0", "Port of a storage node's transfer server.");

  public static final Option<String> SOCKET_DIRECTORY =
      Option.text(
          "fs.cache.socket.dir",
          "",
          "Directory for the Unix-domain sockets by which JVMs of one host reach its storage nodes,"
              + " open to this user alone. Empty: kindling-USER below the temporary folder. none:"
              + " TCP only.");

  public static final Option<Integer> DISCOVERY_PORT =
      Option.port("fs.cache.discovery.port", "0", "Port of a storage node's Ignite discovery.");

  public static final Option<Integer> COMMUNICATION_PORT =
      Option.port(
          "fs.cache.communication.port", "0", "Port of a storage node's Ignite communication.");

  public static final Option<Long> STATUS_SIZE =
      Option.size(
          "fs.cache.status.size",
          "64m",
          "Most bytes of the heap that one JVM takes for statuses and listings of the files that it"
              + " owns; about 120 bytes for a file.");

  public static final Option<Duration> PEER_TIMEOUT =
      Option.time(
          "fs.cache.peer.timeout",
          "2s",
          "A storage node that gives no sign for so long is skipped.");

  public static final Option<Duration> PEER_PAUSE =
      Option.time("fs.cache.peer.pause", "5s", "How long a skipped storage node is left alone.");

  public static final Option<Long> HANDOVER_RATE =
      Option.size(
          "fs.cache.handover.rate",
          "512m",
          "Bytes a second at most that a storage node which is being decommissioned hands over to"
              + " others.");

  public static final Option<Long> REPLICA_HOT_RATE =
      Option.size(
          "fs.cache.replica.hot-rate",
          "64m",
          "Bytes a second that other JVMs read of one group from one storage node before another"
              + " node holds the group as well, up to the largest number of replicas that is set"
              + " for its path.");

  public static final Option<Duration> REPLICA_HALF_LIFE =
      Option.time(
          "fs.cache.replica.half-life",
          "30s",
          "After so long a byte that was read counts half for how hot a group is. A group whose"
              + " reads have ended loses its additional replicas after a few of these.");

  public static final Option<Long> REPLICA_COPY_RATE =
      Option.size(
          "fs.cache.replica.copy-rate",
          "128m",
          "Bytes a second at most that a storage node gives to others as replicas.");

  public static final Option<Duration> LEASE_TIMEOUT =
      Option.time(
          "fs.cache.lease.timeout",
          "10s",
          "A reader that fetches for others and makes no progress for so long loses its lease to"
              + " the next one.");

  public static final Option<Duration> GRANT_LIFETIME =
      Option.time(
          "fs.cache.grant.lifetime",
          "10m",
          "How long a proven right to read a file is believed before it is asked for again.");

  public static final Option<FaultMode> FAULTS =
      Option.choice(
          "fs.cache.faults",
          FaultMode.class,
          FaultMode.READ_THROUGH,
          "What a fault of the cache does to a read: read-through serves it from the under store,"
              + " strict fails it (for tests and diagnosis).");

  public static final Option<String> DISK_DIRS =
      Option.text(
          "fs.cache.disk.dirs",
          "",
          "Directories of the disk tier, one for each disk, separated by commas. Processes of one"
              + " host may share them: each takes the lowest free slot (node-0, node-1, ...;"
              + " lone-0, ... without a cluster) below each, and finds there the blocks, and in the"
              + " first directory the node's identity, of the process that had it before. Empty:"
              + " blocks are kept in memory only.");

  public static final Option<Long> DISK_SIZE =
      Option.size(
          "fs.cache.disk.size",
          "0",
          "Bytes of blocks that one process keeps in all disk directories together, in equal parts:"
              + " two executors on a host take twice as much. 0 takes what the disks have beyond"
              + " fs.cache.disk.free, in equal parts for the processes that share them.");

  public static final Option<Long> DISK_FREE =
      Option.size(
          "fs.cache.disk.free",
          "10g",
          "Bytes of each disk that the disk tier leaves free. It gives files back when others fill"
              + " the disk beyond that.");

  public static final Option<Integer> DISK_SLOTS =
      Option.count(
          "fs.cache.disk.slots",
          "16",
          "Processes of one kind on a host that may share the disk directories.");

  public static final Option<Duration> DISK_SLOT_AGE =
      Option.time(
          "fs.cache.disk.slot-age",
          "7d",
          "How long no process must have used a slot of the disk directories before its blocks are"
              + " deleted when another process needs the room.");

  public static final Option<PageMode> STATUS_PAGE =
      Option.choice(
          "fs.cache.status.page",
          PageMode.class,
          PageMode.OPEN,
          "Whether a Spark driver and a stand-alone node show a status page. open: to all who reach"
              + " its port, without a right to change anything. token: only to those who give"
              + " fs.cache.status.token. none: there is no page.");

  public static final Option<Integer> STATUS_PORT =
      Option.port(
          "fs.cache.status.port",
          "7480",
          "Port of the status page and of the metrics for Prometheus. When it is taken, one of the"
              + " next 16 is. 0: any.");

  public static final Option<String> STATUS_ADDRESS =
      Option.text(
          "fs.cache.status.address",
          "",
          "Address or host name that the status page listens on, such as 127.0.0.1. Empty: that of"
              + " the node (fs.cache.bind.host) or of the driver (spark.driver.host).");

  public static final Option<String> STATUS_TOKEN =
      Option.text(
          "fs.cache.status.token",
          "",
          "Who gives it may free and pin paths and cancel load jobs on the status page. Empty:"
              + " nobody may.");

  public static final Option<Duration> STATUS_INTERVAL =
      Option.time(
          "fs.cache.status.interval",
          "5s",
          "How often the status page asks the storage nodes how they are; the distance of two"
              + " points of its plots.");

  /** All of them, in the order of the manual. */
  public static final List<Option<?>> ALL =
      List.of(
          BLOCK_SIZE,
          GROUP_SIZE,
          MEMORY_SIZE,
          MEMORY_DIRECTORY,
          MEMORY_ALLOCATE,
          CONTAINER_MEMORY,
          FETCH_SIZE,
          UPLOAD_SIZE,
          BUFFER_SIZE,
          READ_AHEAD_SIZE,
          READ_AHEAD_REQUESTS,
          CLUSTER_ID,
          CLUSTER_SECRET,
          CLUSTER_SEEDS,
          SETTINGS_DIRECTORY,
          BIND_HOST,
          TRANSFER_PORT,
          SOCKET_DIRECTORY,
          DISCOVERY_PORT,
          COMMUNICATION_PORT,
          STATUS_SIZE,
          PEER_TIMEOUT,
          PEER_PAUSE,
          HANDOVER_RATE,
          REPLICA_HOT_RATE,
          REPLICA_HALF_LIFE,
          REPLICA_COPY_RATE,
          LEASE_TIMEOUT,
          GRANT_LIFETIME,
          FAULTS,
          DISK_DIRS,
          DISK_SIZE,
          DISK_FREE,
          DISK_SLOTS,
          DISK_SLOT_AGE,
          STATUS_PAGE,
          STATUS_PORT,
          STATUS_ADDRESS,
          STATUS_TOKEN,
          STATUS_INTERVAL);

  private CacheOptions() {}

  /** Who is shown the status page. */
  public enum PageMode {
    /** All who reach its port. */
    OPEN,
    /** Who gives the token. */
    TOKEN,
    /** Nobody. */
    NONE
  }

  /** When the memory tier's memory is allocated, which clears it. */
  public enum MemoryAllocation {
    /** Piece by piece, when blocks need it, the next one while the one before fills. */
    AS_NEEDED,
    /** All of it in the background, from the start of the process on. */
    AT_START
  }

  /** What a fault of the cache does to a read. */
  public enum FaultMode {
    /** The read is served from the under store; the fault is counted and logged. */
    READ_THROUGH,
    /** The read fails. */
    STRICT
  }
}
