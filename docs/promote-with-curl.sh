#!/usr/bin/env bash
# From no account to an event that fans find, step by step, against a running `npm start`. Needs bash, curl and Node.
#
#   docs/promote-with-curl.sh
#
# Other ports: STUDIO=http://localhost:9781 PUBLIC=http://localhost:9782 MAILBOX=http://localhost:9783 docs/promote-with-curl.sh
set -euo pipefail

STUDIO=${STUDIO:-http://localhost:8781}
PUBLIC=${PUBLIC:-http://localhost:8782}
MAILBOX=${MAILBOX:-http://localhost:8783}

cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT

# Whatever changes something comes from the studio's own origin, as JSON. `--fail-with-body` ends the script at the first
# refusal, whose body says which field is wrong.
call() { # METHOD PATH [more of curl's arguments]
  local method=$1 path=$2
  shift 2
  curl -sS --fail-with-body -b "$cookies" -c "$cookies" -X "$method" "$STUDIO$path" \
    -H "Origin: $STUDIO" -H 'Content-Type: application/json' "$@"
}
# One value of a JSON document: json .items[0].id
json() { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8'))$1"; }
# Creating takes a key, so that the same request sent again makes nothing twice.
key() { node -p 'crypto.randomUUID()'; }

person="promoter-$RANDOM$RANDOM@example.com"
password="otters $(key)"

echo "1. Sign up as $person. The answer is the same for every address: the rest is told by mail."
call POST /v1/accounts -d "{\"name\":\"Ada Reed\",\"email\":\"$person\",\"password\":\"$password\"}"
echo

echo "2. Read the mail. Locally it ends in the mailbox, which you can also open in a browser: $MAILBOX"
token=
for _ in $(seq 60); do
  token=$(curl -sS "$MAILBOX/messages" |
    json ".messages.find(({ to }) => to.includes('$person'))?.text.match(/verify\?token=([\w-]+)/)?.[1] ?? ''")
  [ -n "$token" ] && break
  sleep 1
done
[ -n "$token" ] || { echo "no mail came within a minute" >&2; exit 1; }

echo "3. Prove that the address is yours. That signs you in: the cookie is kept in a file."
call POST /v1/accounts/verification -d "{\"token\":\"$token\"}" | json .user.email

echo "4. Found an organisation, which events belong to."
call POST /v1/organisations -H "Idempotency-Key: $(key)" -d '{"name":"Reed & Daughters"}' | json .name

echo "5. Create an event: two evenings, one kind of ticket, and a pool of 300 for each evening."
name="Night swim $RANDOM$RANDOM"
first=$(node -p 'new Date(Date.now() + 60 * 864e5).toISOString().slice(0, 10)')
second=$(node -p 'new Date(Date.now() + 61 * 864e5).toISOString().slice(0, 10)')
event=$(call POST /v1/events -H "Idempotency-Key: $(key)" -d @- <<JSON
{
  "name": "$name",
  "summary": "Two evenings in the open air, in the sea, by lantern light.",
  "genre": "concert",
  "currency": "EUR",
  "performances": [
    { "ref": "first", "date": "$first", "time": "20:00",
      "where": { "kind": "place", "city": "Gdynia", "country": "PL", "zone": "Europe/Warsaw" } },
    { "ref": "second", "date": "$second", "time": "20:00",
      "where": { "kind": "place", "city": "Gdynia", "country": "PL", "zone": "Europe/Warsaw" } }
  ],
  "ticketTypes": [{ "ref": "entry", "name": "Entry", "price": 2300 }],
  "quotas": [
    { "name": "First evening", "capacity": 300, "performance": "first", "ticketTypes": ["entry"] },
    { "name": "Second evening", "capacity": 300, "performance": "second", "ticketTypes": ["entry"] }
  ]
}
JSON
)
id=$(json .id <<<"$event")
slug=$(json .slug <<<"$event")
version=$(json .version <<<"$event")
echo "$id, version $version"

echo "6. Change it. The version you read goes along: had somebody else saved meanwhile, this would be refused (412)."
call PATCH "/v1/events/$id" -H "If-Match: \"$version\"" -d '{"tags":["open air","sea"]}' | json .version

echo "7. Ask what stands in its way."
preflight=$(call GET "/v1/events/$id/preflight")
json '.findings.map(({ severity, pointer, detail }) => `${severity} ${pointer} ${detail}`).join("\n")' <<<"$preflight"
[ "$(json .publishable <<<"$preflight")" = true ]

echo "8. Publish it."
call POST "/v1/events/$id/publication" | json .status

echo "9. Find it where fans do, within five seconds."
for _ in $(seq 20); do
  found=$(curl -sS "$PUBLIC/v1/events?city=gdynia&from=$first&to=$second&limit=100" |
    json ".items?.some((event) => event.slug === '$slug') ?? false")
  [ "$found" = true ] && break
  sleep 0.5
done
[ "$found" = true ] || { echo "it is not in the public list" >&2; exit 1; }
echo "$PUBLIC/v1/events/$slug"
