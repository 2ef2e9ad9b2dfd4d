import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reply } from "../../functions/http/reply.ts";
import { ICON } from "../../functions/pages/assets.ts";
import { PAGE_COLOURS } from "./page-colours.ts";

const part = (name: string) => readFileSync(join(import.meta.dirname, "page", name), "utf8");
const STYLE = PAGE_COLOURS + part("console.css");
const SCRIPT = part("console.js");

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Latchkey on this machine</title><link rel="icon" href="${ICON}"><style>${STYLE}</style></head>
<body>
<main>
<h1>Latchkey on this machine</h1>
<nav><a href="/otp/request">Sign-in page</a><a href="/otp/session">Session page</a><a href="/_local/preview">Every message</a><a href="/admin">Desk</a><a href="/docs/">API reference</a></nav>
<p class="warning">For development only: everything sent can be read here.</p>
<h2>Clock</h2>
<div class="row"><p id="now"></p><button data-advance="30">+30 s</button><button data-advance="301">+301 s</button><button data-advance="3600">+1 h</button><button data-advance="86400">+1 day</button></div>
<h2>Providers</h2>
<div class="row" id="outages"></div>
<h2>Customers</h2>
<form class="row" id="customer"><label>E-mail address or number<input name="recipient" required autocomplete="off"></label><label>Customer id<input name="customerId" autocomplete="off"></label><label>Name<input name="name" autocomplete="off"></label><button>Register</button></form>
<output id="registered"></output>
<h2>Inbox</h2>
<form class="row" id="search" role="search"><label>Look for an address, a number or a text<input id="text" type="search" autocomplete="off"></label></form>
<div id="inbox" aria-live="polite"></div>
<section id="told" hidden><h2>Events</h2><div id="events"></div></section>
<h2>Table</h2>
<details id="table"><summary><span id="count">Items</span></summary><pre id="items"></pre></details>
</main>
<script>${SCRIPT}</script>
</body>
</html>`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** What was sent, the clock, outages, customers, events and the table on one page, always up to date. */
export function consolePage(): Reply {
  const policy = `default-src 'none'; connect-src 'self'; frame-src 'self'; img-src data:; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; frame-ancestors 'none'`;
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body: PAGE,
  };
}
