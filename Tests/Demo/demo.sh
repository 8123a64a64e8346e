#!/usr/bin/env bash
# A backup from start to proof: a broker and a Drive of its own, the agent, a command over MQTT, and then foreign tools
# that compare what lies in Drive with what it was made from. Leaves nothing behind.
#
# Environment: DEMO_MEGABYTES (200) size of the tree, DEMO_TIMEOUT (600) seconds for the backup, DEMO_KEEP=1 keeps the
# folder, AGENT and SIMULATOR other binaries than .build/release/.
set -euo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "$0")/../.."

here=Tests/Demo
agent=${AGENT:-.build/release/drivepipe}
simulator=${SIMULATOR:-.build/release/drive-simulator}
megabytes=${DEMO_MEGABYTES:-200}
timeout=${DEMO_TIMEOUT:-600}
base=drivepipe-demo # as config/demo.yaml has it
PATH=$PATH:/usr/sbin # where Debian keeps mosquitto

work=$(mktemp -d "${TMPDIR:-/tmp}/drivepipe-demo.XXXXXX")
declare -A pids # of what was started here and has not ended yet

cleanup() {
    local status=$?
    trap '' INT TERM
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do
        for _ in {1..50}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -KILL "$pid" 2>/dev/null || true
    done
    if ((status)); then
        for log in "$work"/*.log; do
            [[ -s $log ]] && { echo "--- ${log##*/}"; tail -n 25 "$log"; } >&2
        done
    fi
    if [[ ${DEMO_KEEP:-} ]]; then echo "kept: $work"; else rm -rf "$work"; fi
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fail() { echo "demo: $*" >&2; exit 1; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# field NAME < object: its member as text; nothing when it is not there or null.
field() { python3 "$here/field.py" "$1"; }
# io NAME: a counter of the agent in /proc.
io() { awk -v name="$1:" '$1 == name { print $2 }' "/proc/$agent_pid/io"; }
human() { numfmt --to=iec-i --suffix=B --format=%.1f "$1"; }
alive() { kill -0 "$1" 2>/dev/null; }

# wait_for SECONDS PID COMMAND...: until the command succeeds, as long as the process lives.
wait_for() {
    local seconds=$1 pid=$2 end
    shift 2
    end=$((SECONDS + seconds))
    until "$@"; do
        alive "$pid" || return 1
        ((SECONDS < end)) || return 1
        sleep 0.05
    done
}

for binary in "$agent" "$simulator"; do [[ -x $binary ]] || fail "$binary is not there: make build"; done
for tool in mosquitto mosquitto_pub mosquitto_sub curl python3; do
    command -v "$tool" >/dev/null || fail "$tool is not there: make deps"
done

say "A Home Assistant installation of $megabytes MB"
python3 "$here/make_tree.py" "$work/tree" --megabytes "$megabytes"
du -sh --apparent-size "$work/tree" | cut -f1

say "A broker and a Google Drive, on this machine alone"
mqtt_port=$(free_port)
printf 'listener %s 127.0.0.1\nallow_anonymous true\npersistence false\nconnection_messages false\n' "$mqtt_port" >"$work/mosquitto.conf"
mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.log" 2>&1 &
mosquitto_pid=$!
pids[mosquitto]=$mosquitto_pid
mkdir "$work/drive"
"$simulator" --store "$work/drive" --port-file "$work/drive-port" \
    --client-id demo --client-secret demo --refresh-token demo >"$work/simulator.log" 2>&1 &
simulator_pid=$!
pids[simulator]=$simulator_pid
wait_for 20 "$simulator_pid" test -s "$work/drive-port" || fail "the simulator does not start"
drive=http://127.0.0.1:$(tr -d '[:space:]' <"$work/drive-port")
listening() { (exec 4<>"/dev/tcp/127.0.0.1/$mqtt_port") 2>/dev/null; }
wait_for 20 "$mosquitto_pid" listening || fail "the broker does not start"
echo "mqtt://127.0.0.1:$mqtt_port, $drive"

say "The agent"
credentials=$work/credentials.json
(umask 077; echo '{"client_id": "demo", "client_secret": "demo", "refresh_token": "demo"}' >"$credentials")
mkdir "$work/state" "$work/temporary"
export DRIVEPIPE_MQTT_HOST=127.0.0.1 DRIVEPIPE_MQTT_PORT=$mqtt_port
export DRIVEPIPE_SOURCE_CONFIG=$work/tree/config DRIVEPIPE_SOURCE_FOLDERS_SHARE=$work/tree/share
export DRIVEPIPE_SOURCE_FOLDERS_SSL=$work/tree/ssl DRIVEPIPE_SOURCE_FOLDERS_MEDIA=$work/tree/media
export DRIVEPIPE_DESTINATION=drive DRIVEPIPE_DRIVE_CREDENTIALS=$credentials DRIVEPIPE_DRIVE_API_URL=$drive DRIVEPIPE_DRIVE_OAUTH_URL=$drive
export DRIVEPIPE_STATE_DIR=$work/state
TMPDIR=$work/temporary "$agent" agent --config config/demo.yaml >"$work/agent.log" 2>&1 &
agent_pid=$!
pids[agent]=$agent_pid

# One subscription for all that follows: its first message proves that it stands before the command is sent.
exec 3< <(exec mosquitto_sub -h 127.0.0.1 -p "$mqtt_port" -q 1 -v \
    -t "$base/availability" -t "$base/progress" -t "$base/event/backup" -t "$base/response/start" 2>>"$work/sub.log")
pids[subscriber]=$!
availability=""
for _ in {1..300}; do
    if read -r -t 0.1 -u 3 topic payload && [[ $topic == "$base/availability" ]]; then availability=$payload; fi
    [[ $availability != online ]] || break
    alive "$agent_pid" || fail "the agent ended by itself"
done
[[ $availability == online ]] || fail "the agent is not online after 30 s"
written_before=$(io write_bytes)
echo "online, pid $agent_pid"

say "A backup, started over MQTT"
started=$EPOCHREALTIME
mosquitto_pub -h 127.0.0.1 -p "$mqtt_port" -q 1 -t "$base/command/start" -m '{"id": "demo"}'

event="" kind=""
end=$((SECONDS + timeout))
while [[ $kind != completed ]]; do
    ((SECONDS < end)) || fail "no end after $timeout s"
    if ! read -r -t 1 -u 3 topic payload; then
        alive "$agent_pid" || fail "the agent ended by itself"
        continue
    fi
    case $topic in
        "$base/progress") python3 "$here/progress.py" <<<"$payload" ;;
        "$base/response/start")
            [[ $(field status <<<"$payload") != rejected ]] || fail "refused: $payload" ;;
        "$base/event/backup")
            event=$payload kind=$(field event_type <<<"$payload")
            case $kind in failed | cancelled | skipped) echo; fail "$kind: $(field message <<<"$payload")" ;; esac ;;
    esac
done
seconds=$(python3 -c 'import sys; print(f"{float(sys.argv[2]) - float(sys.argv[1]):.2f}")' "$started" "$EPOCHREALTIME")
printf '\r\033[K%s\n' "$(field message <<<"$event")"

# write_bytes counts pages as they are made dirty, so nothing need be flushed first.
peak_kib=$(awk '/^VmHWM:/ { print $2 }' "/proc/$agent_pid/status")
written=$(($(io write_bytes) - written_before))
kill -TERM "$agent_pid"
stopped() { ! alive "$agent_pid"; }
wait_for 10 $$ stopped || fail "the agent does not end"
agent_status=0
wait "$agent_pid" || agent_status=$?
unset 'pids[agent]'
# Its will says so, too, but only after a while: now it can only have said it itself.
availability=$(mosquitto_sub -h 127.0.0.1 -p "$mqtt_port" -C 1 -W 3 -t "$base/availability" || true)

say "From Drive, over HTTP"
token=$(curl -sSf -d grant_type=refresh_token -d client_id=demo -d client_secret=demo -d refresh_token=demo \
    "$drive/token" | field access_token)
id=$(field file_id <<<"$event")
[[ $id && $token ]] || fail "the event names no file, or Drive gives no token"
file=$drive/drive/v3/files/$id
get() { curl -sSf -H "Authorization: Bearer $token" "$@"; }
meta=$(get "$file?fields=id,name,size,md5Checksum")
get -o "$work/backup.tar" "$file?alt=media"
size=$(stat -c %s "$work/backup.tar")
[[ $size == "$(field size <<<"$meta")" ]] || fail "the size is not the one Drive tells"
[[ $(md5sum <"$work/backup.tar") == "$(field md5Checksum <<<"$meta")  -" ]] || fail "the MD5 is not the one Drive tells"
echo "$(field name <<<"$meta"), $size bytes"
tar -tvf "$work/backup.tar"

say "Proof"
python3 "$here/prove.py" "$work/backup.tar" "$work/tree" "$work/proof"

say "And back, by drivepipe itself"
back() { TMPDIR=$work/temporary "$agent" "$@" --config config/demo.yaml 2>>"$work/back.log" || fail "$1 failed"; }
back verify --json >"$work/verified"
echo "verified: $(field entries <"$work/verified") entries, $(field bytes_read <"$work/verified") bytes read"
back restore --to "$work/back" --json >"$work/restored"
echo "restored: $(field files <"$work/restored") files, $(field directories <"$work/restored") folders"
python3 "$here/prove_restored.py" "$work/tree" "$work/back"

say "Figures"
files=$(cd "$work" && find state temporary -type f -printf '  %p, %s bytes\n')
printf '%-34s %s\n' "uploaded" "$size bytes ($(human "$size"))" "wall time" "$seconds s" \
    "peak memory of the agent" "$(human $((peak_kib * 1024)))" \
    "written to disk during the backup" "$written bytes" \
    "files the agent made" "$([[ $files ]] && printf '\n%s' "$files" || echo none)" \
    "after SIGTERM" "exit code $agent_status, availability $availability"
((written < 1024 * 1024)) || fail "the agent wrote to the disk"
[[ $agent_status == 0 && $availability == offline ]] || fail "the agent did not end cleanly"
