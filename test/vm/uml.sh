# Sourced by uml-run and machine: how a user-mode Linux (linux.uml) is started, watched and ended.

program=${0##*/}
die() { echo "$program: $*" >&2; exit 2; }
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit "${1:-0}"; }

# uml_prepare SIZE: checks the tools, makes the work folder $work (removed at exit) and
# chooses $ram, the folder of the file that is the guest's memory.
uml_prepare() {
  command -v linux.uml >/dev/null || die "linux.uml is missing; install the package user-mode-linux"
  PATH=$PATH:/usr/sbin:/sbin
  command -v insmod >/dev/null || die "insmod is missing; install the package kmod"
  modules_dir=/usr/lib/uml/modules/$(ls /usr/lib/uml/modules | sort -V | tail -n 1)
  work=$(mktemp -d /tmp/uml.XXXXXX) || exit 2 # short: it holds a unix socket, whose path may have 108 bytes
  mkdir "$work/io"
  : >"$work/io/stdout"; : >"$work/io/stderr"
  machine_pid=
  trap uml_end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  local kilobytes
  case $1 in
    *[Gg]) kilobytes=$((${1%?} * 1048576)) ;;
    *[Mm]) kilobytes=$((${1%?} * 1024)) ;;
    *) die "--mem takes a size like 512M or 1G, not $1" ;;
  esac
  # On a disk instead of a tmpfs the guest still works, only slower; where programs may not be mapped it does not.
  ram=/dev/shm
  if [ ! -w $ram ] || findmnt -no OPTIONS -T $ram | grep -qw noexec ||
    [ "$(df -Pk $ram | awk 'NR == 2 { print $4 }')" -lt "$kilobytes" ]; then
    ram=$work
  fi
}

# Ends the machine with all its host processes (they share one process group) and removes the work folder.
uml_end() {
  trap - EXIT
  if [ -n "$machine_pid" ]; then
    kill -KILL -- "-$machine_pid" 2>/dev/null
    wait 2>/dev/null
  fi
  rm -rf -- "$work"
}

# uml_modules NAME…: paths of these kernel modules below $modules_dir, dependencies first.
uml_modules() {
  local name line file list
  for name in "$@"; do
    line=$(grep -E "/$name\.ko:" "$modules_dir/modules.dep") || die "no kernel module $name in $modules_dir"
    list=
    for file in ${line/:/}; do list="$file $list"; done
    printf '%s\n' $list
  done | awk '!seen[$0]++'
}

# uml_boot SECONDS ARGUMENT…: boots linux.uml, passes on what the guest writes to $work/io/std*,
# and exits with the number the guest left in $work/io/status.
uml_boot() {
  local limit=$1 status
  shift
  ulimit -c 0 # a panic of the guest is an abort of linux.uml
  setsid timeout -s KILL "$limit" env -i TMPDIR="$ram" PATH="$PATH" "${confine[@]}" \
    linux.uml "uml_dir=$work" umid=machine ssl=null con=null con0=null,fd:1 panic=1 quiet lsm=yama "$@" \
    </dev/null >"$work/console" 2>&1 &
  machine_pid=$!
  tail --pid=$machine_pid -s 0.1 -n +1 -f "$work/io/stdout" &
  tail --pid=$machine_pid -s 0.1 -n +1 -f "$work/io/stderr" >&2 &
  { wait $machine_pid; } 2>/dev/null
  status=$?
  wait
  [ ! -s "$work/io/status" ] || exit "$(cat "$work/io/status")"
  tail -n 25 "$work/console" >&2
  if [ $status = 137 ]; then
    echo "$program: the machine was killed after $limit s" >&2
    exit 124
  fi
  echo "$program: the machine ended without a result; its console is above" >&2
  exit 125
}
