import { createHash } from "node:crypto";
import { formatMoney } from "@liveotter/core/money";
import { type GateAnswer, problem } from "../gate.ts";
import type { Charge } from "./charge.ts";

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:28rem;margin:15vh auto;padding:0 1rem}
form{display:flex;gap:1rem;margin-top:2rem}
button{font:inherit;padding:.75rem 1.25rem;border-radius:.5rem;border:1px solid;cursor:pointer}
strong{font-size:1.5rem}`;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** The provider's page where the fan says yes or no to a charge. */
export function secondStepPage(charge: Charge): GateAnswer {
  const waiting =
    charge.status === "requires_action"
      ? `<p>Do you want to pay <strong>${amountOf(charge)}</strong>?</p>
<form method="post"><button name="decision" value="approve">Approve</button><button name="decision" value="refuse">Refuse</button></form>`
      : `<p>This payment needs nothing from you any more.</p>${charge.returnUrl === null ? "" : `<p><a href="${escapeHtml(charge.returnUrl)}">Back to the shop</a></p>`}`;
  // A form's policy is asked again where its answer leads.
  const back = charge.returnUrl === null ? "" : ` ${new URL(charge.returnUrl).origin}`;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'${back}; frame-ancestors 'none'; base-uri 'none'`,
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test bank</title><style>${STYLE}</style></head><body><main><h1>Test bank</h1><p>No money moves here.</p>${waiting}</main></body></html>`,
  };
}

/** Where the fan goes after their decision. */
export function sendBack(charge: Charge): GateAnswer {
  if (charge.returnUrl === null) return problem(404, "There is nowhere to go back to.");
  return { status: 303, headers: { location: charge.returnUrl, "cache-control": "no-store" } };
}

const amountOf = ({ amount, currency }: Charge): string => formatMoney(amount, currency, "en");

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? "");
