#!/bin/bash
# Starts the agent as an app: what was set in Home Assistant and the broker's login become environment variables, so that
# no secret is written anywhere.
set -euo pipefail

options=${OPTIONS:-/data/options.json}
supervisor=${SUPERVISOR:-http://supervisor}
data=${DATA:-/data}
import=${IMPORT:-/config}

say() { echo "drivepipe: $*" >&2; }

# {"section": {"key": value}, "key": value} as lines `export DRIVEPIPE_SECTION_KEY='value'`, quoted for the shell.
exports='to_entries[] | .key as $section
    | if .value | type == "object" then .value | to_entries[] | .key = "\($section)_\(.key)" else . end
    | select(.value != null and .value != "" and .key != "source_folders")
    | .key as $name | select($name | test("^[a-z_]+$"))
    | (.value | if type == "array" then join(",") else tostring end) as $value
    | "export DRIVEPIPE_\($name | ascii_upcase)=\($value | @sh)"'
eval "$(jq -r "$exports" "$options")"

# Only what was chosen of Home Assistant's other folders.
for folder in share ssl media local_apps; do
    name=${folder/local_apps/addons_local}
    path=$(jq -r --arg folder "$folder" 'if (.source.folders // []) | index($folder) then "/" + $folder else "" end' "$options")
    export "DRIVEPIPE_SOURCE_FOLDERS_${name^^}=$path"
done

# A broker set in the options goes before the one the Supervisor knows.
if [[ -z ${DRIVEPIPE_MQTT_HOST:-} ]]; then
    if ! answer=$(curl -sS --max-time 20 -H "Authorization: Bearer ${SUPERVISOR_TOKEN:-}" "$supervisor/services/mqtt"); then
        say "The Supervisor does not answer. Restart the app; if that does not help, restart the Supervisor."
        exit 1
    fi
    if [[ $(jq -r '.result // ""' <<<"$answer" 2>/dev/null) != ok || -z $(jq -r '.data.host // ""' <<<"$answer") ]]; then
        say "There is no MQTT broker. Install and start the app Mosquitto broker, or set mqtt.host, then start this app again." \
            "The Supervisor says: $(jq -r '.message // "nothing"' <<<"$answer" 2>/dev/null || echo nothing)"
        exit 1
    fi
    eval "$(jq -r '.data | "export DRIVEPIPE_MQTT_HOST=\(.host | @sh) DRIVEPIPE_MQTT_PORT=\(.port // 1883 | tostring | @sh)",
        (select(.username // "" != "") | "export DRIVEPIPE_MQTT_USERNAME=\(.username | @sh)"),
        (select(.password // "" != "") | "export DRIVEPIPE_MQTT_PASSWORD=\(.password | @sh)"),
        (select(.ssl == true) | "export DRIVEPIPE_MQTT_TLS=true")' <<<"$answer")"
fi

# Google's file is put where people can reach it, and kept where no other app can.
if [[ -f $import/credentials.json ]]; then
    (umask 077 && cp "$import/credentials.json" "$data/credentials.json.new")
    mv "$data/credentials.json.new" "$data/credentials.json"
    rm "$import/credentials.json"
    say "Took credentials.json over."
elif [[ ! -f $data/credentials.json && ${DRIVEPIPE_DESTINATION:-drive} == drive ]]; then
    say "There is no credentials.json yet: put it into this app's folder below app_configs and restart the app (see Documentation)."
fi

export DRIVEPIPE_DRIVE_CREDENTIALS=$data/credentials.json DRIVEPIPE_STATE_DIR=$data
export DRIVEPIPE_DISCOVERY_DIR=${DISCOVERY:-/usr/share/drivepipe/discovery}
# The agent speaks with the Supervisor itself: it takes SUPERVISOR_TOKEN from the environment.
export DRIVEPIPE_SUPERVISOR_URL=$supervisor
unset HASSIO_TOKEN
exec "${PROGRAM:-/usr/bin/drivepipe}" agent
