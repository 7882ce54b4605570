#!/usr/bin/env bash
# Installs what the tests need (Debian, as root or with sudo), builds everything and runs every test. Elsewhere it says what is missing.
# A short soak counts as one more test. The last line is the sum: N passed, N failed.
set -u
cd "$(dirname "$0")" || exit 2
results=artifacts/test-results
aedes=tests/Ingest.Tests/Brokers/aedes

say() { printf '%s\n' "$*"; }

found() { # command
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || ls /usr/lib/postgresql/*/bin/"$1" >/dev/null 2>&1
}

install() { # command, Debian package
  found "$1" && return
  local root=''
  [ "$(id -u)" = 0 ] || root='sudo -n'
  if command -v apt-get >/dev/null 2>&1 && $root true 2>/dev/null; then
    say "Installing $2."
    $root apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq "$2" >/dev/null 2>&1
  fi
  found "$1" ||
    say "Missing: $1 (Debian package $2). Install it; until then the tests that need it fail and say so."
}

install mosquitto mosquitto
install initdb postgresql
install node nodejs
install npm npm
if [ -f "$aedes/package-lock.json" ] && command -v npm >/dev/null 2>&1; then
  npm ci --prefix "$aedes" --no-audit --no-fund --silent || say "Missing: the packages of $aedes (npm ci failed)."
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
rm -rf "$results"
dotnet build OrleansTwin.sln -c Release || { say '0 passed, 1 failed'; exit 1; }
dotnet test OrleansTwin.sln -c Release --no-build --logger trx "$@"
code=$?

count() { # attribute of the trx counters
  cat "$results"/*/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}

passed=$(count passed)
failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
[ "$code" = 0 ] || [ "$failed" -gt 0 ] || failed=1 # a suite that ended without a result

# Two minutes at a rate that two busy cores sustain: memory stays flat. Not asked for where only some tests are.
if [ $# = 0 ]; then
  if dotnet run -c Release --no-build --project bench -- soak --minutes 2 --sensors 200 --scratch; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
fi
if grep -q 'OrleansIsAvailable>false' artifacts/orleans.props 2>/dev/null; then
  say "OT0001: $(grep -rhE '^ *\[(Fact|Theory)' tests/Grains.Tests | wc -l) tests of the grid did not run, for Microsoft.Orleans can't be restored here."
fi
say "$passed passed, $failed failed"
[ "$failed" = 0 ]
