#!/usr/bin/env bash
# From the list of events to a ticket on paper, and the money back, step by step, against a running `npm start`. Needs
# bash, curl and Node.
#
#   docs/buy-with-curl.sh
#
# Other ports: STUDIO=http://localhost:9781 PUBLIC=http://localhost:9782 docs/buy-with-curl.sh
# Another data folder: LOGINS=elsewhere/demo-logins.json docs/buy-with-curl.sh
set -euo pipefail

STUDIO=${STUDIO:-http://localhost:8781}
PUBLIC=${PUBLIC:-http://localhost:8782}
# Which promoters the demo has, and their passwords, as `npm start` prints them.
LOGINS=${LOGINS:-$(dirname "$0")/../.liveotter/demo-logins.json}

kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT

# `--fail-with-body` ends the script at the first refusal, whose body says what is wrong.
fan() { # METHOD PATH [more of curl's arguments]
  local method=$1 path=$2
  shift 2
  curl -sS --fail-with-body -X "$method" "$PUBLIC$path" -H 'Content-Type: application/json' "$@"
}
promoter() { # METHOD PATH [more of curl's arguments]
  local method=$1 path=$2
  shift 2
  curl -sS --fail-with-body -b "$kept/cookies" -c "$kept/cookies" -X "$method" "$STUDIO$path" \
    -H "Origin: $STUDIO" -H 'Content-Type: application/json' "$@"
}
# One value of a JSON document: json .items[0].id
json() { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8'))$1"; }
# Each write has a key: the same request sent again has no second effect, and is given the same answer.
key() { node -p 'crypto.randomUUID()'; }

echo "1. Browse: what there is with otters in Gdynia."
fan GET '/v1/events?city=gdynia&limit=100' | json '.items.map(({ slug, name }) => `${slug}  ${name}`).join("\n")'
slug=night-swim-with-otters

echo "2. See what is free for its first evening, and what it costs with everything in it (minor units)."
performance=$(fan GET "/v1/events/$slug" | json .event.performances[0].id)
availability=$(fan GET "/v1/performances/$performance/availability")
event=$(json .eventId <<<"$availability")
types='.ticketTypes.filter(({ name }) => name === "Swimmer")[0]'
type=$(json "$types.id" <<<"$availability")
echo "$(json .state <<<"$availability"): $(json "$types.name" <<<"$availability") at $(json "$types.price" <<<"$availability")"

echo "3. Hold two of them, with a code. They are nobody else's for ten minutes."
hold=$(fan POST /v1/holds -H "Idempotency-Key: $(key)" -d @- <<JSON
{
  "eventId": "$event",
  "lines": [{ "ticketTypeId": "$type", "performanceId": "$performance", "quantity": 2 }],
  "code": "RIVER10"
}
JSON
)
total=$(json .quote.total <<<"$hold")
json '.quote.lines.map((line) => `${line.quantity} × ${line.name}: ${line.total}`).join("\n")' <<<"$hold"
echo "$total in all, until $(json .expiresAt <<<"$hold")"

echo "4. Order them. The price that you saw goes along: were it another by now, you would be asked first."
order=$(fan POST /v1/orders -H "Idempotency-Key: $(key)" -d @- <<JSON
{
  "holdId": "$(json .id <<<"$hold")",
  "email": "fan-$RANDOM$RANDOM@example.com",
  "name": "Ada Reed",
  "total": $total
}
JSON
)
id=$(json .id <<<"$order")
# Whoever has it can see the order: it stands in the link of the mail, too.
bearer="Authorization: Bearer $(json .key <<<"$order")"
echo "order $(json .number <<<"$order"): $(json .state <<<"$order")"

echo "5. Pay with a test card. What it came to, the provider tells the shop by a webhook: see the order until it knows."
fan POST "/v1/orders/$id/payments" -H "Idempotency-Key: $(key)" -H "$bearer" \
  -d '{"method":"card","token":"card_approve"}' | json .state
for _ in $(seq 40); do
  state=$(fan GET "/v1/orders/$id" -H "$bearer" | json .state)
  [ "$state" = pending ] || break
  sleep 0.5
done
echo "the order is $state"
[ "$state" = paid ] || { echo "it was not paid within 20 seconds" >&2; exit 1; }

echo "6. Fetch the tickets: what scans at the door, and the same on paper."
fan GET "/v1/orders/$id/tickets" -H "$bearer" |
  json '.items.map(({ ticketType, code }) => `${ticketType}  ${code.token.slice(0, 40)}…`).join("\n")'
fan GET "/v1/orders/$id/tickets.pdf" -H "$bearer" -o "$kept/tickets.pdf"
echo "tickets.pdf: $(head -c 8 "$kept/tickets.pdf"), $(wc -c <"$kept/tickets.pdf" | tr -d ' ') bytes"

echo "7. As the promoter, see what a refund of all of it would do, then do just that."
owner='.find(({ promoter }) => promoter === "Otter & Reed Presents")'
promoter POST /v1/session -d @- <<JSON | json .user.email
{ "email": "$(json "$owner.email" <"$LOGINS")", "password": "$(json "$owner.password" <"$LOGINS")" }
JSON
preview=$(promoter POST "/v1/orders/$id/refund-preview" -d '{"what":"whole"}')
back=$(json .total <<<"$preview")
echo "$back goes back, $(json .ticketsCancelled <<<"$preview") tickets become void"
promoter POST "/v1/orders/$id/refunds" -H "Idempotency-Key: $(key)" \
  -d "{\"what\":\"whole\",\"total\":$back,\"note\":\"for a curious reader\"}" | json .state

echo "8. As the fan, see it come."
for _ in $(seq 180); do
  refund=$(fan GET "/v1/orders/$id" -H "$bearer" | json '.refunds.map(({ amount, state }) => `${amount} ${state}`).join()')
  [ "$refund" = "$back succeeded" ] && break
  sleep 0.5
done
echo "the order is $(fan GET "/v1/orders/$id" -H "$bearer" | json .state), the refund: $refund"
[ "$refund" = "$back succeeded" ] || { echo "no money came back within 90 seconds" >&2; exit 1; }
