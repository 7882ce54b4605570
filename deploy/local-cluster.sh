#!/usr/bin/env bash
# A whole grid on this machine, to try things out: PostgreSQL, mosquitto, three silos, an ingest and a gateway on 127.0.0.1.
set -u
usage="Usage: deploy/local-cluster.sh [options]                   start everything, wait until it is ready, stay until Ctrl+C
       deploy/local-cluster.sh --start NAME [--data DIR]   start a member that has ended, such as silo-2 after a kill -9
       deploy/local-cluster.sh --stop [--data DIR]         stop everything in order

  --data DIR             where data, logs and pids go; what is there is gone on with [default: ./data/local-cluster]
  --plant FILE           plant file of a new grid [default: the demo plant]
  --silos N              number of silos [default: 3]
  --http-port PORT       the gateway's; silos and ingest have those after it, for health and metrics [default: 8080]
  --cluster-port PORT    first port between members; each takes two [default: 11111]
  --postgres-port PORT   [default: 54320]
  --mqtt-port PORT       [default: 18830]
"
root=$(cd "$(dirname "$0")/.." && pwd)
data=$PWD/data/local-cluster plant='' silos=3 http=8080 cluster=11111 postgres=54320 mqtt=18830 action=run member=''

fail() { printf '%s\n' "$*" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case $1 in
    --stop) action=stop; shift; continue ;;
    -h | --help) printf '%s' "$usage"; exit 0 ;;
    --data | --plant | --silos | --http-port | --cluster-port | --postgres-port | --mqtt-port | --start) ;;
    *) printf '%s' "$usage" >&2; exit 2 ;;
  esac
  [ $# -ge 2 ] || fail "$1 needs a value."
  case $1 in
    --data) data=$2 ;; --plant) plant=$2 ;; --silos) silos=$2 ;; --http-port) http=$2 ;; --cluster-port) cluster=$2 ;;
    --postgres-port) postgres=$2 ;; --mqtt-port) mqtt=$2 ;; --start) action=start member=$2 ;;
  esac
  shift 2
done
mkdir -p "$data" && data=$(cd "$data" && pwd) || fail "Directory $data can't be made."
program=$root/artifacts/bin/Silo/release/OrleansTwin.Silo

# --- members: a name, a pid file, a log

alive() { # name: whether the process of its pid file is still that process
  local pid began
  read -r pid began 2>/dev/null <"$data/$1.pid" && [ -n "$began" ] && [ "$(began "$pid")" = "$began" ]
}

began() { cut -d' ' -f22 "/proc/$1/stat" 2>/dev/null; } # tells a process from another one that got its pid later

pid_of() { cut -d' ' -f1 "$data/$1.pid"; }

launch() { # name, command...: in a session of its own, so that Ctrl+C reaches only this script, which stops all in order
  local name=$1
  shift
  setsid "$@" >>"$data/$name.log" 2>&1 </dev/null &
  echo "$! $(began $!)" >"$data/$name.pid"
}

await() { # name, what, command...: until the command works
  local name=$1 what=$2 tries=0
  shift 2
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    alive "$name" || { tail -n 20 "$data/$name.log" >&2; fail "$name has ended before it was $what; its log is $data/$name.log"; }
    [ $tries -lt 600 ] || { tail -n 20 "$data/$name.log" >&2; fail "$name is not $what after two minutes; see $data/$name.log"; }
    sleep 0.2
  done
}

end() { # name: SIGTERM, and all the time it needs
  if alive "$1"; then
    printf 'Stopping %s.\n' "$1"
    kill -TERM "$(pid_of "$1")"
    while alive "$1"; do sleep 0.1; done
  fi
  rm -f "$data/$1.pid"
}

stop_all() { # those who ask before those who answer, and the database last
  local pid
  rm -f "$data/running"
  end gateway
  end ingest
  for pid in "$data"/silo-*.pid; do
    [ -e "$pid" ] && end "$(basename "$pid" .pid)"
  done
  end mosquitto
  if [ -e "$data/postgres/postmaster.pid" ]; then
    printf 'Stopping postgres.\n'
    as_postgres "$bin/pg_ctl" -D "$data/postgres" -s -w -m fast stop
  fi
}

# --- PostgreSQL and mosquitto

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /)")

as_postgres() { # the server refuses to run as root
  if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}

start_postgres() {
  if [ ! -e "$data/postgres/PG_VERSION" ]; then
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$data/password")
    mkdir -p "$data/postgres" && chmod 700 "$data/postgres"
    [ "$(id -u)" != 0 ] || chown postgres "$data/postgres" "$data/password"
    as_postgres "$bin/initdb" -D "$data/postgres" -U twin -A scram-sha-256 --pwfile="$data/password" \
      -E UTF8 --no-locale >"$data/postgres.log" 2>&1 || { tail "$data/postgres.log" >&2; fail "initdb failed."; }
  fi
  as_postgres "$bin/pg_ctl" -D "$data/postgres" -s -w -l "$data/postgres/server.log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$postgres -c unix_socket_directories=''" start ||
    { tail -n 5 "$data/postgres/server.log" >&2; fail "PostgreSQL did not start; is port $postgres taken? --postgres-port names another one."; }
}

start_mosquitto() {
  mkdir -p "$data/mosquitto"
  cat >"$data/mosquitto/mosquitto.conf" <<CONF
user $(id -un)
listener $mqtt 127.0.0.1
allow_anonymous true
log_dest stderr
persistence true
persistence_location $data/mosquitto/
max_inflight_messages 8192
max_queued_messages 0
set_tcp_nodelay true
CONF
  launch mosquitto "$(PATH=$PATH:/usr/sbin command -v mosquitto)" -c "$data/mosquitto/mosquitto.conf"
  await mosquitto listening bash -c "exec 3<>/dev/tcp/127.0.0.1/$mqtt"
}

# --- the grid's own processes

number() { # name -> how many ports after the first one are its own
  case $1 in gateway) echo 0 ;; ingest) echo 1 ;; silo-*) echo $((${1#silo-} + 1)) ;; *) fail "No member is called $1." ;; esac
}

start_member() { # name
  local name=$1 n options
  n=$(number "$1") || exit 1
  options=(--listen "http://127.0.0.1:$((http + n))")
  case $name in
    gateway) options+=(--role gateway) ;;
    ingest) options+=(--role ingest --mqtt "mqtt://127.0.0.1:$mqtt") ;;
    silo-*) options+=(--role silo --plant "${plant:-$root/src/Edge/Plants/demo.yaml}") ;;
  esac
  [ "$name" = gateway ] ||
    options+=(--address 127.0.0.1 --silo-port $((cluster + 2 * n)) --gateway-port $((cluster + 2 * n + 1)))
  # In the environment: a password on the command line is everybody's to read.
  ORLEANSTWIN_Grid__Store="Host=127.0.0.1;Port=$postgres;Database=postgres;Username=twin;Password=$(cat "$data/password")" \
    launch "$name" "$program" "${options[@]}"
}

ready() { curl -sf -o /dev/null "http://127.0.0.1:$((http + $(number "$1")))/health/ready"; }

members() {
  local n
  for n in $(seq 1 "$silos"); do echo "silo-$n"; done
  echo ingest
  echo gateway
}

settings=(plant silos http cluster postgres mqtt)
if [ $action = run ]; then
  declare -p "${settings[@]}" >"$data/settings"
else
  # shellcheck disable=SC1091
  . "$data/settings" 2>/dev/null || fail "Nothing was started in $data; --data names the directory."
fi

case $action in
  stop) stop_all; exit ;;
  start)
    if [ "$member" = postgres ]; then
      start_postgres
      exit
    fi
    alive "$member" && fail "$member runs already."
    start_member "$member"
    await "$member" ready ready "$member"
    printf '%s is ready, pid %s.\n' "$member" "$(pid_of "$member")"
    exit
    ;;
esac

for needed in curl setsid dotnet; do command -v $needed >/dev/null || fail "Missing: $needed."; done
[ -x "$bin/initdb" ] || fail "Missing: the PostgreSQL server (Debian package postgresql)."
PATH=$PATH:/usr/sbin command -v mosquitto >/dev/null || fail "Missing: mosquitto (Debian package mosquitto)."
for name in $(members); do alive "$name" && fail "$name of $data runs already; stop it first: $0 --stop --data $data"; done
dotnet build -c Release -v q --nologo "$root/src/Silo" || fail "The build failed."
[ -x "$program" ] || fail "Microsoft.Orleans could not be restored, so there is no grid; see the build's warning OT0001."

trap 'trap "" INT TERM; echo; stop_all; exit 0' INT TERM
trap 'stop_all' EXIT
touch "$data/running"
start_postgres
start_mosquitto
for name in $(members); do start_member "$name"; done
for name in $(members); do await "$name" ready ready "$name"; done
trap - EXIT

printf '\n%-10s %-8s %s\n' member pid 'health and metrics'
for name in $(members); do printf '%-10s %-8s http://127.0.0.1:%s\n' "$name" "$(pid_of "$name")" $((http + $(number "$name"))); done
cat <<TEXT

Status page and API:  http://127.0.0.1:$http
Broker:               mqtt://127.0.0.1:$mqtt
Logs:                 $data/*.log

Give it something to do:   dotnet run -c Release --project src/Edge -- simulate --speed 1 --mqtt mqtt://127.0.0.1:$mqtt
Lose a silo:               kill -9 $(pid_of silo-1)
Bring it back:             $0 --start silo-1 --data $data
Lose the database:         kill -INT $(head -n 1 "$data/postgres/postmaster.pid")
Bring it back:             $0 --start postgres --data $data
Ctrl+C stops everything.
TEXT
while [ -e "$data/running" ]; do sleep 1; done # until --stop
