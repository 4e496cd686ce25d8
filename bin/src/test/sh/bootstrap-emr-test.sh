#!/usr/bin/env bash
# Runs bootstrap-emr.sh in a root of its own with the files that EMR puts on a node, and looks at
# what it leaves there. Needs root, for a mount namespace and chroot; nothing outside of the
# namespace is changed.
#
#   bootstrap-emr-test.sh [kindling-VERSION.tar.gz]
#
# Without an archive, one is made of empty jars: the script looks at their names only.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
bin="$(cd "$here/../../.." && pwd)"

if [[ "${KINDLING_SANDBOX:-}" != inside ]]; then
  ((EUID == 0)) || { echo "bootstrap-emr-test: needs root" >&2; exit 77; }
  KINDLING_SANDBOX=inside exec unshare --mount --propagation private -- "${BASH_SOURCE[0]}" "$@"
fi

root="$(mktemp -d)"
out="$root/test-output"
failures=0 passed=0

# --- the sandbox ---------------------------------------------------------------------------------

new_node() {
  local user
  umount -R "$root" 2> /dev/null || true
  mount -t tmpfs -o size=2g tmpfs "$root"
  mkdir -p "$root"/{usr,etc/spark/conf,etc/hadoop/conf,etc/systemd/system,proc,dev,run,tmp,var/log,mnt,mnt1,mnt2,opt,s3,root}
  mkdir -p "$root"/{mnt/var/lib/info,emr/instance-controller/lib/info}
  mkdir -p "$root"/sys/block/nvme{0,1,2}n1/device
  mount --bind /usr "$root/usr"
  for link in bin sbin lib lib64; do
    ln -s "usr/$link" "$root/$link"
  done
  cp -a /etc/alternatives "$root/etc/"
  mount -t tmpfs tmpfs "$root/usr/local"
  mount -t tmpfs tmpfs "$root/usr/lib/jvm"
  mkdir -p "$root"/usr/local/bin "$root"/usr/lib/jvm/jre-17/bin
  : > "$root/dev/null"
  mount --bind /dev/null "$root/dev/null"
  # One volume of the instance in mnt1; mnt and mnt2 are EBS.
  mount -t tmpfs -o size=4000m tmpfs "$root/mnt1"
  cat > "$root/proc/mounts" << 'TEXT'
/dev/nvme0n1p1 / xfs rw 0 0
/dev/nvme1n1 /mnt xfs rw 0 0
/dev/nvme2n1 /mnt1 xfs rw 0 0
TEXT
  echo "Amazon Elastic Block Store" | tee "$root"/sys/block/nvme{0,1}n1/device/model > /dev/null
  echo "Amazon EC2 NVMe Instance Storage" > "$root/sys/block/nvme2n1/device/model"
  echo "MemTotal:       67108864 kB" > "$root/proc/meminfo"
  echo 'root:x:0:0:root:/root:/bin/bash' > "$root/etc/passwd"
  echo 'root:x:0:' > "$root/etc/group"
  for user in hadoop:500 yarn:501; do
    echo "${user%:*}:x:${user#*:}:500::/:/bin/false" >> "$root/etc/passwd"
  done
  echo 'hadoop:x:500:' >> "$root/etc/group"
  printf '#!/bin/sh\nexit 0\n' > "$root/usr/lib/jvm/jre-17/bin/java"
  echo 'JAVA_VERSION="17.0.9"' > "$root/usr/lib/jvm/jre-17/release"
  cat > "$root/usr/local/bin/systemctl" << 'TEXT'
#!/bin/sh
echo "$*" >> /var/log/systemctl
TEXT
  cat > "$root/usr/local/bin/aws" << 'TEXT'
#!/bin/sh
[ "$1 $2 $3" = "s3 cp --only-show-errors" ] || exit 2
cp "/s3/${4#s3://}" "$5"
TEXT
  chmod +x "$root"/usr/local/bin/* "$root/usr/lib/jvm/jre-17/bin/java"
  echo '{"other":1,"releaseLabel":"emr-7.5.0","instanceType":"m5d.4xlarge"}' > "$root/mnt/var/lib/info/extraInstanceData.json"
  echo '{"instanceGroupId":"ig-1","isMaster": false,"isRunningNameNode":false}' > "$root/mnt/var/lib/info/instance.json"
  mkdir -p "$root/s3/bucket"
  cp "$archive" "$root/s3/bucket/kindling.tar.gz"
  echo 7f0c2a1be5 > "$root/s3/bucket/secret"
  cp "$bin/bootstrap-emr.sh" "$root/root/bootstrap-emr.sh"
}

emr_is_done() {
  cat > "$root/etc/spark/conf/spark-defaults.conf" << 'TEXT'
spark.master                     yarn
spark.driver.extraClassPath      /usr/lib/hadoop-lzo/lib/*:/usr/share/aws/emr/emrfs/conf
spark.executor.extraClassPath    /usr/lib/hadoop-lzo/lib/*:/usr/share/aws/emr/emrfs/conf
spark.executor.memory            9486M
spark.executor.defaultJavaOptions -XX:OnOutOfMemoryError='kill -9 %p'

spark.yarn.executor.memoryOverheadFactor 0.1875
TEXT
  cat > "$root/etc/hadoop/conf/core-site.xml" << 'TEXT'
<?xml version="1.0"?>
<configuration>
  <property>
    <name>fs.defaultFS</name>
    <value>hdfs://ip-10-0-0-7.ec2.internal:8020</value>
  </property>

  <property>
    <name>fs.s3.impl</name>
    <value>com.amazon.ws.emr.hadoop.fs.EmrFileSystem</value>
  </property>
</configuration>
TEXT
  cat > "$root/etc/hadoop/conf/yarn-site.xml" << 'TEXT'
<configuration>
  <property>
    <name>yarn.nodemanager.resource.memory-mb</name>
    <value>49152</value>
  </property>
  <property>
    <name>yarn.resourcemanager.hostname</name>
    <value>ip-10-0-0-7.ec2.internal</value>
  </property>
</configuration>
TEXT
  # shellcheck disable=SC2016 # as EMR writes it
  echo 'export HADOOP_CLASSPATH="$HADOOP_CLASSPATH:/usr/share/aws"' > "$root/etc/hadoop/conf/hadoop-env.sh"
  emr_says SUCCESSFUL
}

emr_says() {
  cat > "$root/emr/instance-controller/lib/info/job-flow-state.txt" << TEXT
jobFlowId: "j-1"
localInstance {
  instanceId: "i-1"
  nodeProvisionCheckinRecord {
    status: $1
  }
}
TEXT
}

inside() {
  env -i PATH=/usr/local/bin:/usr/bin:/usr/sbin HOME=/root chroot "$root" "$@"
}

bootstrap() {
  inside /root/bootstrap-emr.sh "$@" > "$out" 2>&1
}

# What systemd would start.
configure() {
  local command
  command="$(sed -n 's/^ExecStart=//p' "$root/etc/systemd/system/kindling-configure.service")"
  # shellcheck disable=SC2086 # a command line
  inside $command > "$out" 2>&1
}

state_of_node() {
  (cd "$root" && find etc opt usr/local -type f ! -name lock -exec sha256sum {} + | sort -k 2)
}

# --- what is expected ----------------------------------------------------------------------------

check() {
  local what="$1"
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok - $what"
  else
    failures=$((failures + 1))
    echo "not ok - $what"
    sed 's/^/    # /' "$out"
  fi
}

refused() {
  local text="$1"
  shift
  if "$@"; then
    echo "    # it ended with 0"
    return 1
  fi
  grep -q "FAILED.*$text" "$out"
}

has_line() {
  grep -qxF -- "$2" "$root/$1" || { sed 's/^/    # /' "$root/$1"; return 1; }
}

has_no() {
  ! grep -q -- "$2" "$root/$1"
}

# The value that Hadoop would read: the last one of the file.
hadoop_reads() {
  python3 - "$root/$1" "$2" "$3" << 'TEXT'
import sys, xml.etree.ElementTree as tree
values = {p.findtext("name"): p.findtext("value") for p in tree.parse(sys.argv[1]).getroot()}
if values.get(sys.argv[2]) != sys.argv[3]:
    sys.exit(f"    # {sys.argv[2]} is {values.get(sys.argv[2])}")
TEXT
}

# The value that Spark would read: the last one of the file.
spark_reads() {
  local value
  value="$(sed -n "s/^${1//./\\.}[[:space:]]\{1,\}//p" "$root/etc/spark/conf/spark-defaults.conf" | tail -n 1)"
  [[ "$value" == "$2" ]] || { echo "    # $1 is $value"; return 1; }
}

same() {
  [[ "$1" == "$2" ]] || { diff <(echo "$1") <(echo "$2") | sed 's/^/    # /'; return 1; }
}

mode_and_owner() {
  [[ "$(inside stat -c '%a %U:%G' "/$1")" == "$2" ]] || { inside stat -c '    # %a %U:%G' "/$1"; return 1; }
}

make_archive() {
  local target="$bin/target/bootstrap-emr-test" work
  work="$target/kindling-0"
  mkdir -p "$work"/{bin,jars,lib,conf}
  printf '#!/bin/sh\n' > "$work/bin/kindling"
  chmod +x "$work/bin/kindling"
  touch "$work"/jars/kindling-{spark,hadoop,bigdl}-bundle-0.jar
  cp "$bin/bootstrap-emr.sh" "$work/"
  cp "$bin/src/main/conf/kindling-node.service" "$work/conf/"
  archive="$target/kindling-0.tar.gz"
  tar -czf "$archive" -C "$target" kindling-0
}

# --- the tests -----------------------------------------------------------------------------------

archive="${1:-}"
[[ -n "$archive" ]] || make_archive
from=(--distribution s3://bucket/kindling.tar.gz)
spark_jar="$(tar -tzf "$archive" | sed -n 's,^[^/]*/\(jars/kindling-spark-bundle-[^/]*\.jar\)$,/opt/kindling/\1,p')"
hadoop_jar="$(tar -tzf "$archive" | sed -n 's,^[^/]*/\(jars/kindling-hadoop-bundle-[^/]*\.jar\)$,/opt/kindling/\1,p')"

new_node
echo '{"releaseLabel":"emr-6.15.0"}' > "$root/mnt/var/lib/info/extraInstanceData.json"
check "an older release is refused with the reason" refused "emr-6.15.0 is too old: Kindling needs JDK 17" bootstrap "${from[@]}"
check "and nothing is installed" test ! -e "$root/opt/kindling"
echo '{"releaseLabel":"emr-8.0.0"}' > "$root/mnt/var/lib/info/extraInstanceData.json"
check "a newer release is refused" refused "emr-8.0.0 is not known" bootstrap "${from[@]}"
rm "$root/mnt/var/lib/info/extraInstanceData.json"
check "a host that is no node of EMR is refused" refused "no node of an EMR cluster" bootstrap "${from[@]}"

new_node
check "an unknown option is refused" refused "unknown option --foo" bootstrap --foo
check "a scheme that cannot be taken over is refused" refused "write s3, s3a or s3,s3a" bootstrap --takeover hdfs
check "a mount without URI is refused" refused "write NAME=URI" bootstrap --mount photos
check "a size without meaning is refused" refused "8x is no size" bootstrap --memory 8x
check "an option of something else is refused" refused "other keys belong" bootstrap --conf spark.executor.memory=1g
check "stand-alone nodes without a secret are refused" refused "need --secret" bootstrap "${from[@]}" --nodes standalone
check "a distribution that is not there is refused" refused "cannot read s3://bucket/none" bootstrap --distribution s3://bucket/none
check "a wrong checksum is refused" refused "and not 00ff" bootstrap "${from[@]}" --sha256 00ff
check "and nothing is installed" test ! -e "$root/opt/kindling"

new_node
check "the first part runs before EMR has installed Spark" bootstrap "${from[@]}" --sha256 "$(sha256sum "$archive" | cut -d ' ' -f 1)" --takeover s3,s3a
check "the jars are there" test -f "$root$spark_jar"
check "the command is on the path" test "$(readlink "$root/usr/local/bin/kindling")" = /opt/kindling/bin/kindling
check "the second part waits as a service" has_line var/log/systemctl "start --no-block kindling-configure.service"
check "and comes back after a restart" has_line var/log/systemctl "enable kindling-configure.service"
emr_is_done
emr_says IN_PROGRESS
sed -i 's/^--takeover$/--wait\n0\n--takeover/' "$root/etc/kindling/arguments"
check "the second part fails loudly when EMR does not get ready" refused "after 0 minutes EMR has not written" configure
emr_says SUCCESSFUL
check "the second part runs when EMR is done" configure
check "the log tells" grep -q "done: embedded nodes, 2816 MiB of memory each, disks /mnt1/kindling, takeover of s3,s3a for spark" "$root/var/log/kindling/bootstrap.log"

check "the plugin is set" spark_reads spark.plugins io.kindling.spark.KindlingPlugin
check "EMR's class path of the driver stays" spark_reads spark.driver.extraClassPath "/usr/lib/hadoop-lzo/lib/*:/usr/share/aws/emr/emrfs/conf:$spark_jar"
check "EMR's class path of executors stays" spark_reads spark.executor.extraClassPath "/usr/lib/hadoop-lzo/lib/*:/usr/share/aws/emr/emrfs/conf:$spark_jar"
check "three tenths of the executor are the tier" spark_reads spark.hadoop.fs.cache.memory.size 2816m
check "the heap gives them" spark_reads spark.executor.memory 6158m
check "the overhead takes them" spark_reads spark.executor.memoryOverhead 5106m
check "EMR's flags of the JVM stay" spark_reads spark.executor.defaultJavaOptions "-XX:OnOutOfMemoryError='kill -9 %p' -XX:MaxDirectMemorySize=3840m"
check "s3 is taken over" spark_reads spark.hadoop.fs.s3.impl io.kindling.hadoop.CachingFileSystem
check "s3a is taken over for FileContext" spark_reads spark.hadoop.fs.AbstractFileSystem.s3a.impl io.kindling.hadoop.CacheFs
check "what EMR had for s3 is what is read from" spark_reads spark.hadoop.fs.cache.under.s3.impl com.amazon.ws.emr.hadoop.fs.EmrFileSystem
check "the disk tier is on the instance's own volume" spark_reads spark.hadoop.fs.cache.disk.dirs /mnt1/kindling
check "a quarter of the volume stays free" spark_reads spark.hadoop.fs.cache.disk.free 1000m
check "containers may write there" mode_and_owner mnt1/kindling "770 yarn:hadoop"
check "other programs of Hadoop keep EMR's s3" hadoop_reads etc/hadoop/conf/core-site.xml fs.s3.impl com.amazon.ws.emr.hadoop.fs.EmrFileSystem
check "hadoop finds the file system" has_line etc/hadoop/conf/hadoop-env.sh "export HADOOP_CLASSPATH=\"\${HADOOP_CLASSPATH:+\$HADOOP_CLASSPATH:}$hadoop_jar\""
# shellcheck disable=SC2016 # as EMR writes it
check "and what EMR exported stays" has_line etc/hadoop/conf/hadoop-env.sh 'export HADOOP_CLASSPATH="$HADOOP_CLASSPATH:/usr/share/aws"'

before="$(state_of_node)"
check "the second part may run again" configure
check "and changes nothing" same "$before" "$(state_of_node)"
check "the whole may run again" bootstrap "${from[@]}" --takeover s3,s3a
check "other options may follow" bootstrap "${from[@]}" --takeover s3 --takeover-for hadoop --mount photos=s3://bucket/photos?x=1\&y=2 --memory 1g --disk none --conf fs.cache.metadata.freshness=never
check "what was written before is gone" has_no etc/spark/conf/spark-defaults.conf "fs.s3a.impl"
check "there is one part of ours in the file" test "$(grep -c 'kindling begin' "$root/etc/spark/conf/spark-defaults.conf")" = 1
check "the tier is what was said" spark_reads spark.hadoop.fs.cache.memory.size 1024m
check "the executor's container is as large as ever" spark_reads spark.executor.memory 7950m
check "Hadoop's programs go through the cache" hadoop_reads etc/hadoop/conf/core-site.xml fs.s3.impl io.kindling.hadoop.CachingFileSystem
check "and the store is read by what EMR had" hadoop_reads etc/hadoop/conf/core-site.xml fs.cache.under.s3.impl com.amazon.ws.emr.hadoop.fs.EmrFileSystem
check "a mount is there for all" hadoop_reads etc/hadoop/conf/core-site.xml fs.cache.mount.photos "s3://bucket/photos?x=1&y=2"
check "other options are there for all" spark_reads spark.hadoop.fs.cache.metadata.freshness never
check "an executor that is too small is told" refused "executors have 9486 MiB" bootstrap "${from[@]}" --memory 9g

new_node
emr_is_done
check "stand-alone nodes start at once when EMR is done" bootstrap "${from[@]}" --nodes standalone --secret s3://bucket/secret --mount photos=s3://bucket/photos
check "the service is started" has_line var/log/systemctl "restart kindling-node.service"
check "and comes back after a restart" has_line var/log/systemctl "enable kindling-node.service"
node=etc/kindling/conf/core-site.xml
check "the tier is what YARN leaves" hadoop_reads $node fs.cache.memory.size 13312m
check "half of the volume is the disk tier" hadoop_reads $node fs.cache.disk.size 2000m
check "the primary node is the seed" hadoop_reads $node fs.cache.cluster.seeds ip-10-0-0-7.ec2.internal:7440
check "the secret is the file's" hadoop_reads $node fs.cache.cluster.secret 7f0c2a1be5
check "the ports are known" hadoop_reads $node fs.cache.transfer.port 7441
check "others may not read the node's file" mode_and_owner $node "640 yarn:hadoop"
check "the JVM may take the tier" has_line etc/kindling/node.env KINDLING_OPTS=-XX:MaxDirectMemorySize=14336m
check "the unit runs as the user of the containers" has_line etc/systemd/system/kindling-node.service User=yarn
check "the unit starts the node" has_line etc/systemd/system/kindling-node.service "ExecStart=/opt/kindling/bin/kindling node --hand-over 60s"
check "jobs find the nodes" spark_reads spark.hadoop.fs.cache.cluster.seeds ip-10-0-0-7.ec2.internal:7440
check "executors keep their memory" spark_reads spark.executor.memory 9486M
check "hadoop fs finds the nodes" hadoop_reads etc/hadoop/conf/core-site.xml fs.cache.cluster.secret 7f0c2a1be5
if command -v systemd-analyze > /dev/null; then
  check "systemd takes the units" inside systemd-analyze verify /etc/systemd/system/kindling-node.service /etc/systemd/system/kindling-configure.service
fi
check "too little memory is told" refused "of 65536 MiB on this host YARN has 49152" bootstrap "${from[@]}" --nodes standalone --secret s3://bucket/secret --memory 20g
sed -i 's/"isMaster": false/"isMaster": true/' "$root/mnt/var/lib/info/instance.json"
check "the primary node has no containers" bootstrap "${from[@]}" --nodes standalone --secret s3://bucket/secret
check "and a tier of half its memory" hadoop_reads $node fs.cache.memory.size 31232m
check "from stand-alone to embedded" bootstrap "${from[@]}"
check "the service is stopped" has_line var/log/systemctl "disable --now kindling-node.service"
check "and jobs look for nodes of their own" has_no etc/spark/conf/spark-defaults.conf cluster.seeds

new_node
emr_is_done
rm -r "$root/usr/lib/jvm/jre-17"
check "a node without Java 17 is told" refused "no Java 17" bootstrap "${from[@]}"
new_node
emr_is_done
mkdir -p "$root/zoo-root/runtime-1/bin" && touch "$root/zoo-root/runtime-1/bin/spark-submit"
tar -czf "$root/s3/bucket/zoo.tar.gz" -C "$root/zoo-root" runtime-1
check "the Zoo runtime is unpacked" bootstrap "${from[@]}" --zoo-runtime s3://bucket/zoo.tar.gz --zoo-sha256 "$(sha256sum "$root/s3/bucket/zoo.tar.gz" | cut -d ' ' -f 1)"
check "to a folder of its own" test -f "$root/opt/kindling-zoo/bin/spark-submit"
check "a wrong checksum of it is refused" refused "and not 1234" bootstrap "${from[@]}" --zoo-runtime s3://bucket/zoo.tar.gz --zoo-sha256 1234
check "another archive is refused" refused "holds no bin/spark-submit" bootstrap "${from[@]}" --zoo-runtime s3://bucket/kindling.tar.gz
echo '<configuration/>' > "$root/etc/hadoop/conf/core-site.xml"
check "a core-site that is not EMR's is told" refused "has no </configuration>" bootstrap "${from[@]}"

umount -R "$root"
rmdir "$root"
echo "$passed passed, $failures failed"
((failures == 0))
