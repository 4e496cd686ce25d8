#!/usr/bin/env bash
# Installs Kindling on a node of an Amazon EMR 7 cluster. Give it as a bootstrap action, so that it
# runs on every node; "bootstrap-emr.sh --help" lists its options and docs/emr.md goes through them.
#
# A bootstrap action runs before EMR installs Spark and Hadoop. So this script works in two parts:
# the first one brings the jars to the node at once; the second one writes the configuration and
# starts the storage node as soon as EMR is done, as the systemd service kindling-configure. Both
# may run again at any time: what they wrote is replaced, not added to.
set -Eeuo pipefail

readonly INSTALLED=/opt/kindling
readonly ZOO=/opt/kindling-zoo
readonly CONFIG=/etc/kindling
readonly LOG_DIR=/var/log/kindling
readonly INFO=/mnt/var/lib/info
readonly JOB_FLOW_STATE=/emr/instance-controller/lib/info/job-flow-state.txt
readonly SPARK_DEFAULTS=/etc/spark/conf/spark-defaults.conf
readonly CORE_SITE=/etc/hadoop/conf/core-site.xml
readonly HADOOP_ENV=/etc/hadoop/conf/hadoop-env.sh
readonly YARN_SITE=/etc/hadoop/conf/yarn-site.xml
readonly REGISTRY_PORT=7440
readonly BEGIN="kindling begin: written by bootstrap-emr.sh, replaced when it runs again"
readonly END="kindling end"
# What a storage node takes beside its tier, and what the system and EMR's daemons need.
readonly NODE_HEAP_MIB=1024
readonly NODE_BUFFERS_MIB=1024
readonly SYSTEM_MIB=1024

usage() {
  cat << 'TEXT'
Usage: bootstrap-emr.sh [options]

  --distribution URI      kindling-VERSION.tar.gz, s3://... or a local path; not needed when the
                          script lies in an unpacked distribution
  --sha256 HEX            what the SHA-256 of that file must be
  --mount NAME=URI        shows URI as cache:///NAME/; may be given several times
  --takeover SCHEMES      sends paths of these schemes through the cache: s3, s3a or s3,s3a
  --takeover-for WHO      spark (unless told): only Spark's jobs; hadoop: whatever reads core-site.xml
  --nodes WHERE           embedded (unless told): storage nodes in Spark's executors;
                          standalone: a systemd service on every node of the cluster
  --seeds HOST:PORT,...   seed registries of stand-alone nodes; unless told, the primary node's
  --secret URI            file with the cluster's secret, s3://... or a local path; stand-alone
                          nodes do not start without one
  --memory SIZE           memory tier of each executor or stand-alone node, such as 8g; unless told,
                          it follows from the instance
  --disk WHERE            nvme (unless told): the instance's own NVMe volumes; none; or folders
                          separated by commas
  --disk-size SIZE        bytes of the disk tier of a stand-alone node; unless told, half of its volumes
  --conf KEY=VALUE        any other option of fs.cache; may be given several times
  --zoo-runtime URI       kindling-zoo-runtime-VERSION.tar.gz, Spark 2.4 with Analytics Zoo for JDK
                          17, unpacked to /opt/kindling-zoo
  --zoo-sha256 HEX        what the SHA-256 of that archive must be
  --wait MINUTES          how long the second part waits for EMR (60)
  --configure             runs the second part only, with the options of the last first part
TEXT
}

log() {
  printf '%s bootstrap-emr: %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$*" | tee -a "$LOG_DIR/bootstrap.log" >&2
}

fail() {
  if [[ -d "$LOG_DIR" ]]; then
    log "FAILED: $*"
  else
    echo "bootstrap-emr: FAILED: $*" >&2
  fi
  exit 1
}

# --- options -------------------------------------------------------------------------------------

read_options() {
  distribution="" sha256="" takeover="" takeover_for=spark nodes=embedded seeds="" secret=""
  memory="" disk=nvme disk_size="" zoo_runtime="" zoo_sha256="" wait_minutes=60
  configure_only=false mounts=() options=()
  while (($#)); do
    case "$1" in
      -h | --help)
        usage
        exit 0
        ;;
      --configure) configure_only=true ;;
      --distribution | --sha256 | --takeover | --takeover-for | --nodes | --seeds | --secret | --memory | \
        --disk | --disk-size | --zoo-runtime | --zoo-sha256 | --wait | --mount | --conf)
        [[ -n "${2:-}" ]] || fail "$1 needs a value; see --help"
        take_option "$1" "$2"
        shift
        ;;
      *) fail "unknown option $1; see --help" ;;
    esac
    shift
  done
  check_options
  check_tools
}

# What is missing here must not look like an answer later.
check_tools() {
  local tool
  for tool in awk sed tar sha256sum flock getent systemctl; do
    command -v "$tool" > /dev/null || fail "$tool is not on the path ($PATH)"
  done
}

take_option() {
  case "$1" in
    --distribution) distribution="$2" ;;
    --sha256) sha256="$2" ;;
    --takeover) takeover="$2" ;;
    --takeover-for) takeover_for="$2" ;;
    --nodes) nodes="$2" ;;
    --seeds) seeds="$2" ;;
    --secret) secret="$2" ;;
    --memory) memory="$2" ;;
    --disk) disk="$2" ;;
    --disk-size) disk_size="$2" ;;
    --zoo-runtime) zoo_runtime="$2" ;;
    --zoo-sha256) zoo_sha256="$2" ;;
    --wait) wait_minutes="$2" ;;
    --mount) mounts+=("$2") ;;
    --conf) options+=("$2") ;;
  esac
}

check_options() {
  local each
  for each in ${mounts[@]+"${mounts[@]}"}; do
    [[ "$each" =~ ^[A-Za-z0-9_-]+=[a-z][a-z0-9+.-]*:/ ]] ||
      fail "--mount $each: write NAME=URI, such as photos=s3://bucket/photos"
  done
  for each in ${options[@]+"${options[@]}"}; do
    [[ "$each" =~ ^fs\.cache\.[a-z0-9.-]+= ]] || fail "--conf $each: write fs.cache.KEY=VALUE; other keys belong into the cluster's configuration"
  done
  [[ "$takeover" =~ ^(s3|s3a|s3,s3a|s3a,s3)?$ ]] || fail "--takeover $takeover: write s3, s3a or s3,s3a"
  [[ "$takeover_for" =~ ^(spark|hadoop)$ ]] || fail "--takeover-for $takeover_for: write spark or hadoop"
  [[ "$nodes" =~ ^(embedded|standalone)$ ]] || fail "--nodes $nodes: write embedded or standalone"
  [[ "$wait_minutes" =~ ^[0-9]+$ ]] || fail "--wait $wait_minutes: write a number of minutes"
  [[ -z "$memory" ]] || to_mib "$memory" > /dev/null
  [[ -z "$disk_size" ]] || to_mib "$disk_size" > /dev/null
  if [[ "$nodes" == standalone && -z "$secret" ]]; then
    fail "stand-alone nodes need --secret URI, a file with a random text such as 'openssl rand -hex 32' prints"
  fi
  [[ -z "$takeover" && ${#mounts[@]} == 0 ]] &&
    log "neither --mount nor --takeover: jobs have to name mounts themselves (spark.hadoop.fs.cache.mount.NAME)"
  return 0
}

# Prints a size such as 4743M or 8g in MiB.
to_mib() {
  local number="${1%[kKmMgGtT]*}" unit="${1##*[0-9]}"
  [[ "$number" =~ ^[0-9]+$ ]] || fail "$1 is no size; write 512m or 8g"
  case "${unit,,}" in
    k | kb) echo $((number / 1024)) ;;
    m | mb) echo "$number" ;;
    g | gb) echo $((number * 1024)) ;;
    t | tb) echo $((number * 1024 * 1024)) ;;
    "") echo $((number / 1024 / 1024)) ;;
    *) fail "$1 is no size; write 512m or 8g" ;;
  esac
}

# --- the instance --------------------------------------------------------------------------------

check_release() {
  local file="$INFO/extraInstanceData.json" release
  [[ -f "$file" ]] || fail "$file is not there: this is no node of an EMR cluster"
  release="$(sed -n 's/.*"releaseLabel"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "$file" | head -n 1)"
  case "$release" in
    emr-7.*) log "release $release" ;;
    "") fail "$file names no releaseLabel" ;;
    emr-[1-6].*) fail "release $release is too old: Kindling needs JDK 17 and Spark 3.5, which EMR has since 7.0; create the cluster with emr-7.x" ;;
    *) fail "release $release is not known to this version of Kindling, which runs on emr-7.x" ;;
  esac
}

is_primary() {
  grep -q '"isMaster"[[:space:]]*:[[:space:]]*true' "$INFO/instance.json"
}

find_java() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/jre-17 /usr/lib/jvm/java-17-amazon-corretto* /usr/lib/jvm/java-17* /etc/alternatives/jre; do
    if [[ -n "$home" && -x "$home/bin/java" ]] && java_version "$home"; then
      echo "$home"
      return 0
    fi
  done
  fail "no Java 17 below /usr/lib/jvm; EMR 7 brings it, so a bootstrap action or a custom image has taken it away"
}

java_version() {
  [[ -f "$1/release" ]] && grep -q '^JAVA_VERSION="17' "$1/release"
}

memory_of_host() {
  awk '$1 == "MemTotal:" { print int($2 / 1024) }' /proc/meminfo
}

# Prints where the instance's own NVMe volumes are mounted, one on a line. EBS volumes are left out:
# they are remote as the store is, and have their own limits.
nvme_mounts() {
  local device where rest
  while read -r device where rest; do
    [[ "$device" == /dev/* && "$where" == /mnt* ]] && is_instance_store "$device" && echo "$where"
  done < /proc/mounts
  return 0
}

is_instance_store() {
  local name below
  name="$(basename "$(readlink -f "$1")")"
  # Encrypted volumes are mapped devices over the real ones.
  for below in /sys/block/"$name"/slaves/*; do
    [[ -e "$below" ]] && name="$(basename "$below")"
  done
  name="${name%p[0-9]}"
  grep -qs "Instance Storage" "/sys/block/$name/device/model"
}

volume_mib() {
  local size blocks
  # Not by a pipe: the size of a block comes first.
  size="$(stat -f -c %S "$1")"
  blocks="$(stat -f -c %b "$1")"
  echo $((size * blocks / 1024 / 1024))
}

# --- files ---------------------------------------------------------------------------------------

# Brings a file of S3 or of this machine to a path and compares its checksum.
fetch() {
  local from="$1" to="$2" expected="$3" actual
  case "$from" in
    s3://*) aws s3 cp --only-show-errors "$from" "$to" || fail "cannot read $from; may the instance profile read it?" ;;
    *)
      [[ -f "$from" ]] || fail "no such file: $from"
      cp "$from" "$to"
      ;;
  esac
  [[ -n "$expected" ]] || return 0
  actual="$(sha256sum "$to" | cut -d ' ' -f 1)"
  [[ "$actual" == "${expected,,}" ]] || fail "the SHA-256 of $from is $actual and not $expected"
}

# Replaces the part of a file between our marks by standard input, at once. $2 and $3 enclose a
# comment in the language of the file; the part is put before the line that matches $4, or at the end.
replace_part() {
  local file="$1" open="$2" close="$3" before="${4:-}" part rest head
  part="$(cat)"
  rest="$(without_part "$file")"
  head="$rest"
  if [[ -n "$before" && "$rest" != *"$before"* ]]; then
    fail "$file has no $before; it is not as EMR writes it"
  fi
  {
    [[ -z "$before" ]] || head="${rest%"$before"*}"
    printf '%s' "$head"
    [[ -z "$head" || "$head" == *$'\n' ]] || echo
    if [[ -n "$part" ]]; then
      printf '%s\n' "$open$BEGIN$close" "$part" "$open$END$close"
    fi
    if [[ -n "$before" ]]; then
      printf '%s\n' "$before${rest##*"$before"}"
    fi
  } > "$file.kindling"
  chmod --reference="$file" "$file.kindling"
  chown --reference="$file" "$file.kindling"
  mv "$file.kindling" "$file"
}

without_part() {
  sed "/kindling begin:/,/$END/d" "$1"
}

# Prints the value of a key in spark-defaults.conf as EMR wrote it.
spark_value() {
  without_part "$SPARK_DEFAULTS" | sed -n "s/^[[:space:]]*${1//./\\.}[[:space:]=]\{1,\}//p" | tail -n 1
}

# Prints the value of a key in a file of Hadoop as EMR wrote it.
hadoop_value() {
  [[ -f "$1" ]] || return 0
  without_part "$1" | tr '\n' ' ' | sed 's/<property>/\n/g' |
    sed -n "s/.*<name>[[:space:]]*${2//./\\.}[[:space:]]*<\/name>.*<value>\([^<]*\)<\/value>.*/\1/p" | tail -n 1
}

property() {
  local value="$2"
  value="${value//&/&amp;}"
  value="${value//</&lt;}"
  printf '  <property><name>%s</name><value>%s</value></property>\n' "$1" "$value"
}

# --- first part ----------------------------------------------------------------------------------

install_files() {
  local here work unpacked
  here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
  work="$(mktemp -d)"
  # shellcheck disable=SC2064 # the folder of now is meant
  trap "rm -rf '$work'" EXIT
  if [[ -n "$distribution" ]]; then
    fetch "$distribution" "$work/kindling.tar.gz" "$sha256"
    mkdir "$work/unpacked"
    tar -xzf "$work/kindling.tar.gz" -C "$work/unpacked" --strip-components 1 --no-same-owner ||
      fail "$distribution is no kindling-VERSION.tar.gz"
    here="$work/unpacked"
  elif [[ ! -d "$here/lib" && -d "$here/../lib" ]]; then
    here="$(dirname "$here")"
  fi
  [[ -x "$here/bin/kindling" && -n "$(ls "$here"/jars/kindling-spark-bundle-*.jar 2> /dev/null)" ]] ||
    fail "there is no distribution in $here; say --distribution"
  if [[ "$here" != "$INSTALLED" ]]; then
    rm -rf "$INSTALLED.new"
    cp -r "$here" "$INSTALLED.new"
    rm -rf "$INSTALLED"
    mv "$INSTALLED.new" "$INSTALLED"
  fi
  chmod -R a+rX "$INSTALLED"
  ln -sfn "$INSTALLED/bin/kindling" /usr/local/bin/kindling
  log "installed $(basename "$(ls "$INSTALLED"/jars/kindling-spark-bundle-*.jar)") and what belongs to it in $INSTALLED"
  if [[ -n "$secret" ]]; then
    fetch "$secret" "$work/secret" ""
    [[ -s "$work/secret" ]] || fail "$secret is empty"
    install -m 600 "$work/secret" "$CONFIG/secret"
  fi
  if [[ -n "$zoo_runtime" ]]; then
    fetch "$zoo_runtime" "$work/zoo" "$zoo_sha256"
    mkdir "$work/runtime"
    tar -xzf "$work/zoo" -C "$work/runtime" --no-same-owner || fail "$zoo_runtime is no tar.gz"
    unpacked="$(dirname "$(find "$work/runtime" -path '*/bin/spark-submit' -print -quit)")"
    [[ "$unpacked" == */bin ]] || fail "$zoo_runtime holds no bin/spark-submit; take kindling-zoo-runtime-VERSION.tar.gz"
    rm -rf "$ZOO"
    mv "$(dirname "$unpacked")" "$ZOO"
    chmod -R a+rX "$ZOO"
    log "unpacked the Zoo runtime to $ZOO"
  fi
}

# Runs the second part now if EMR is done already, else when it will be.
start_second_part() {
  (($# == 0)) || printf '%s\n' "$@" > "$CONFIG/arguments.new"
  (($# > 0)) || : > "$CONFIG/arguments.new"
  mv "$CONFIG/arguments.new" "$CONFIG/arguments"
  chmod 600 "$CONFIG/arguments"
  cat > /etc/systemd/system/kindling-configure.service << UNIT
[Unit]
Description=Kindling: configuration of Spark and Hadoop, once EMR has installed them

[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=infinity
ExecStart=$INSTALLED/bootstrap-emr.sh --configure

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  if provisioned; then
    configure
    return
  fi
  systemctl enable kindling-configure.service
  systemctl start --no-block kindling-configure.service
  log "EMR has not installed Spark yet; kindling-configure goes on when it has (journalctl -u kindling-configure)"
}

# Whether EMR says that this node has all its software and configuration.
provisioned() {
  [[ -f "$SPARK_DEFAULTS" && -f "$CORE_SITE" ]] || return 1
  [[ ! -f "$JOB_FLOW_STATE" ]] || awk '
    /localInstance[[:space:]]*\{/ { here = 1 }
    here && /nodeProvisionCheckinRecord[[:space:]]*\{/ { record = 1 }
    here && record && /status:[[:space:]]*SUCCESSFUL/ { done = 1 }
    /^\}/ { here = 0; record = 0 }
    END { exit !done }' "$JOB_FLOW_STATE"
}

# --- second part ---------------------------------------------------------------------------------

await_emr() {
  local until=$((SECONDS + wait_minutes * 60))
  until provisioned; do
    ((SECONDS < until)) ||
      fail "after $wait_minutes minutes EMR has not written $SPARK_DEFAULTS and $CORE_SITE; is Spark one of the cluster's applications? Run 'systemctl restart kindling-configure' when it is there"
    sleep 5
  done
}

configure() {
  local java
  java="$(find_java)"
  spark_jar="$(ls "$INSTALLED"/jars/kindling-spark-bundle-*.jar)"
  hadoop_jar="$(ls "$INSTALLED"/jars/kindling-hadoop-bundle-*.jar)"
  user=hadoop
  # Containers run as yarn; nodes of the same user are reached by sockets of the host.
  getent passwd yarn > /dev/null && user=yarn
  choose_disks
  if [[ "$nodes" == standalone ]]; then
    choose_seeds
    choose_node_memory
    write_node "$java"
  else
    choose_executor_memory
  fi
  cluster_options | spark_part | replace_part "$SPARK_DEFAULTS" "# " ""
  cluster_options | core_part | replace_part "$CORE_SITE" "<!-- " " -->" "</configuration>"
  if [[ -f "$HADOOP_ENV" ]]; then
    # shellcheck disable=SC2016 # for whoever reads that file
    printf 'export HADOOP_CLASSPATH="${HADOOP_CLASSPATH:+$HADOOP_CLASSPATH:}%s"\n' "$hadoop_jar" |
      replace_part "$HADOOP_ENV" "# " ""
  fi
  log "wrote $SPARK_DEFAULTS and $CORE_SITE"
  if [[ "$nodes" == standalone ]]; then
    start_node
  else
    stop_node
  fi
  log "done: $nodes nodes, ${tier_mib} MiB of memory each, disks ${disk_dirs:-none}${takeover:+, takeover of $takeover for $takeover_for}"
}

choose_disks() {
  local dir mount dirs=()
  disk_dirs="" disk_total=0 disk_smallest=0
  case "$disk" in
    none) return 0 ;;
    nvme)
      for mount in $(nvme_mounts); do
        dirs+=("$mount/kindling")
      done
      [[ ${#dirs[@]} -gt 0 ]] || log "this instance has no NVMe volumes of its own; blocks are kept in memory only"
      ;;
    *) IFS=, read -r -a dirs <<< "$disk" ;;
  esac
  for dir in ${dirs[@]+"${dirs[@]}"}; do
    [[ "$dir" == /* ]] || fail "--disk $disk: write nvme, none, or absolute folders separated by commas"
    mkdir -p "$dir"
    chown "$user:hadoop" "$dir"
    chmod 770 "$dir"
    local size
    size="$(volume_mib "$dir")"
    disk_total=$((disk_total + size))
    ((disk_smallest > 0 && disk_smallest < size)) || disk_smallest=$size
    disk_dirs="${disk_dirs:+$disk_dirs,}$dir"
  done
}

choose_seeds() {
  local host
  [[ -z "$seeds" ]] || return 0
  host="$(hadoop_value "$YARN_SITE" yarn.resourcemanager.hostname)"
  [[ -n "$host" ]] || host="$(hadoop_value "$CORE_SITE" fs.defaultFS | sed -n 's,^hdfs://\([^:/]*\).*,\1,p')"
  [[ -n "$host" ]] || fail "neither $YARN_SITE nor $CORE_SITE names the primary node; say --seeds HOST:$REGISTRY_PORT"
  seeds="$host:$REGISTRY_PORT"
}

# What YARN leaves of the host's memory.
choose_node_memory() {
  local host yarn room
  host="$(memory_of_host)"
  yarn=0
  is_primary || yarn="$(hadoop_value "$YARN_SITE" yarn.nodemanager.resource.memory-mb)"
  room=$((host - ${yarn:-0} - SYSTEM_MIB - NODE_HEAP_MIB - NODE_BUFFERS_MIB))
  if [[ -n "$memory" ]]; then
    tier_mib="$(to_mib "$memory")"
  else
    # The primary node runs EMR's own daemons as well.
    is_primary && room=$((room / 2))
    tier_mib=$((room / 256 * 256))
  fi
  ((tier_mib >= 256 && tier_mib <= room)) ||
    fail "of $host MiB on this host YARN has ${yarn:-0}, which leaves no room for a memory tier of ${tier_mib} MiB: lower yarn.nodemanager.resource.memory-mb (classification yarn-site) or say another --memory"
}

# Takes the tier out of the executor's container, whose size stays as it is.
choose_executor_memory() {
  local whole factor
  whole="$(spark_value spark.executor.memory)"
  whole="$(to_mib "${whole:-1g}")"
  if [[ -n "$memory" ]]; then
    tier_mib="$(to_mib "$memory")"
  else
    tier_mib=$((whole * 3 / 10 / 256 * 256))
  fi
  executor_mib=$((whole - tier_mib - NODE_BUFFERS_MIB / 2))
  ((tier_mib >= 256 && executor_mib >= 1024)) ||
    fail "executors have ${whole} MiB (spark.executor.memory), too few for a memory tier of ${tier_mib} MiB and a heap of 1024: give them more, or say another --memory"
  overhead_mib="$(spark_value spark.executor.memoryOverhead)"
  if [[ -n "$overhead_mib" ]]; then
    # Without a unit Spark takes it for MiB.
    [[ "$overhead_mib" =~ ^[0-9]+$ ]] || overhead_mib="$(to_mib "$overhead_mib")"
  else
    factor="$(spark_value spark.executor.memoryOverheadFactor)"
    [[ -n "$factor" ]] || factor="$(spark_value spark.yarn.executor.memoryOverheadFactor)"
    # What EMR's Spark takes where nothing is set.
    overhead_mib="$(awk -v whole="$whole" -v factor="${factor:-0.1875}" 'BEGIN { part = int(whole * factor); print (part > 384 ? part : 384) }')"
  fi
  overhead_mib=$((overhead_mib + tier_mib + NODE_BUFFERS_MIB / 2))
}

# Prints KEY=VALUE of what Spark's jobs and Hadoop's programs have in common.
cluster_options() {
  local each
  for each in ${mounts[@]+"${mounts[@]}"}; do
    echo "fs.cache.mount.$each"
  done
  if [[ "$nodes" == standalone ]]; then
    echo "fs.cache.cluster.seeds=$seeds"
    echo "fs.cache.cluster.secret=$(head -n 1 "$CONFIG/secret")"
  fi
  for each in ${options[@]+"${options[@]}"}; do
    echo "$each"
  done
}

# Prints KEY=VALUE of the schemes that are taken over.
takeover_options() {
  local scheme former
  for scheme in ${takeover//,/ }; do
    echo "fs.$scheme.impl=io.kindling.hadoop.CachingFileSystem"
    echo "fs.AbstractFileSystem.$scheme.impl=io.kindling.hadoop.CacheFs"
    former="$(hadoop_value "$CORE_SITE" "fs.$scheme.impl")"
    [[ -z "$former" ]] || echo "fs.cache.under.$scheme.impl=$former"
  done
}

storage_options() {
  echo "fs.cache.memory.size=${tier_mib}m"
  [[ -z "$disk_dirs" ]] && return 0
  echo "fs.cache.disk.dirs=$disk_dirs"
  # HDFS and YARN have the same volumes: some room is theirs whatever we hold.
  echo "fs.cache.disk.free=$((disk_smallest / 4))m"
  if [[ -n "$disk_size" ]]; then
    echo "fs.cache.disk.size=$disk_size"
  elif [[ "$nodes" == standalone ]]; then
    echo "fs.cache.disk.size=$((disk_total / 2))m"
  fi
}

spark_part() {
  local each plugins path who flags
  plugins="$(spark_value spark.plugins)"
  echo "spark.plugins ${plugins:+$plugins,}io.kindling.spark.KindlingPlugin"
  for who in driver executor; do
    path="$(spark_value spark.$who.extraClassPath)"
    echo "spark.$who.extraClassPath ${path:+$path:}$spark_jar"
  done
  if [[ "$nodes" == embedded ]]; then
    # Not extraJavaOptions: jobs set that, and would lose the limit.
    flags="$(spark_value spark.executor.defaultJavaOptions)"
    echo "spark.executor.defaultJavaOptions ${flags:+$flags }-XX:MaxDirectMemorySize=$((tier_mib + NODE_BUFFERS_MIB))m"
    echo "spark.executor.memory ${executor_mib}m"
    echo "spark.executor.memoryOverhead ${overhead_mib}m"
    storage_options | prefixed
  fi
  # The file system is found by its class also where the jar comes late to the class path.
  echo "spark.hadoop.fs.cache.impl io.kindling.hadoop.CachingFileSystem"
  echo "spark.hadoop.fs.AbstractFileSystem.cache.impl io.kindling.hadoop.CacheFs"
  takeover_options | prefixed
  prefixed
}

# Turns KEY=VALUE into lines of spark-defaults.conf.
prefixed() {
  sed 's/^\([^=]*\)=/spark.hadoop.\1 /'
}

core_part() {
  local each
  {
    cat
    if [[ "$takeover_for" == hadoop ]]; then
      takeover_options
    fi
    echo "fs.AbstractFileSystem.cache.impl=io.kindling.hadoop.CacheFs"
  } | while IFS= read -r each; do
    property "${each%%=*}" "${each#*=}"
  done
}

# --- the stand-alone node ------------------------------------------------------------------------

write_node() {
  local java="$1" each
  mkdir -p "$CONFIG/conf" "$CONFIG/settings"
  chown "$user:hadoop" "$CONFIG/settings"
  {
    echo '<?xml version="1.0"?>'
    echo '<configuration>'
    {
      storage_options
      echo "fs.cache.settings.directory=$CONFIG/settings"
      echo "fs.cache.transfer.port=$((REGISTRY_PORT + 1))"
      echo "fs.cache.discovery.port=$((REGISTRY_PORT + 2))"
      echo "fs.cache.communication.port=$((REGISTRY_PORT + 3))"
      cluster_options
    } | while IFS= read -r each; do
      property "${each%%=*}" "${each#*=}"
    done
    echo '</configuration>'
  } > "$CONFIG/conf/core-site.xml.new"
  chown "$user:hadoop" "$CONFIG/conf/core-site.xml.new"
  chmod 640 "$CONFIG/conf/core-site.xml.new"
  mv "$CONFIG/conf/core-site.xml.new" "$CONFIG/conf/core-site.xml"
  cat > "$CONFIG/node.env" << ENV
JAVA_HOME=$java
HADOOP_CONF_DIR=$CONFIG/conf
KINDLING_HEAP=${NODE_HEAP_MIB}m
KINDLING_OPTS=-XX:MaxDirectMemorySize=$((tier_mib + NODE_BUFFERS_MIB))m
ENV
  sed -e "s,@USER@,$user," -e "s,@HOME@,$INSTALLED,g" -e "s,@CONFIG@,$CONFIG,g" \
    "$INSTALLED/conf/kindling-node.service" > /etc/systemd/system/kindling-node.service
}

start_node() {
  systemctl daemon-reload
  systemctl enable kindling-node.service
  systemctl restart kindling-node.service || fail "kindling-node does not start: journalctl -u kindling-node says why"
  log "kindling-node is running; its registry is $seeds"
}

stop_node() {
  [[ -f /etc/systemd/system/kindling-node.service ]] || return 0
  systemctl disable --now kindling-node.service || fail "kindling-node does not stop: journalctl -u kindling-node says why"
  rm /etc/systemd/system/kindling-node.service
  systemctl daemon-reload
  log "stopped the stand-alone node of an earlier run"
}

# -------------------------------------------------------------------------------------------------

if ((EUID != 0)); then
  [[ "${1:-}" == -h || "${1:-}" == --help ]] && usage && exit 0
  # Bootstrap actions run as the user hadoop, who may do this.
  exec sudo -n -- "${BASH_SOURCE[0]}" "$@"
fi
if [[ "${1:-}" == -h || "${1:-}" == --help ]]; then
  usage
  exit 0
fi
umask 022
mkdir -p "$LOG_DIR" "$CONFIG"
exec 8> "$CONFIG/lock"
flock -n 8 || flock -w 600 8 || fail "another run of this script has not ended for ten minutes"
trap 'fail "line $LINENO: $BASH_COMMAND"' ERR

if [[ "${1:-}" == --configure ]]; then
  [[ -f "$CONFIG/arguments" ]] || fail "nothing was installed here yet; run without --configure first"
  mapfile -t arguments < "$CONFIG/arguments"
  read_options ${arguments[@]+"${arguments[@]}"}
  check_release
  await_emr
  configure
else
  read_options "$@"
  [[ "$configure_only" == false ]] || fail "--configure takes no other option"
  check_release
  install_files
  start_second_part "$@"
fi
