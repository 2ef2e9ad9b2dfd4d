import { createHash } from "node:crypto";
import type { Reply } from "../../functions/http/reply.ts";
import { ICON } from "../../functions/pages/assets.ts";

const STYLE = `
:root{color-scheme:light dark;--ink:#101828;--soft:#475467;--page:#f1f4f8;--card:#fff;--edge:#d5dce6;--line:#7c889c;--accent:#1d4ed8;--warn:#7a3e00;--warn-page:#fff4e0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
@media(prefers-color-scheme:dark){:root{--ink:#f2f5f9;--soft:#b3bfcf;--page:#0b111d;--card:#141d2e;--edge:#29344a;--line:#74839b;--accent:#8ab4ff;--warn:#ffd591;--warn-page:#33240c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink)}
main{max-width:760px;margin:0 auto;padding:32px 16px 64px}
h1{margin:0;font-size:1.5rem;line-height:1.2;letter-spacing:-.015em}h2{margin:32px 0 12px;font-size:1.125rem}
a{color:var(--accent);text-underline-offset:3px}p{margin:0}
nav{display:flex;flex-wrap:wrap;gap:0 24px}nav a{display:flex;align-items:center;min-height:44px}
.warning{margin:8px 0 0;padding:10px 14px;color:var(--warn);background:var(--warn-page);border-radius:12px}
.clock{display:flex;flex-wrap:wrap;gap:8px;align-items:center}.clock p{flex:1 1 300px;font-variant-numeric:tabular-nums}.clock button{flex:1 1 64px}
button{min-height:44px;padding:6px 4px;font:inherit;font-weight:600;color:var(--accent);background:var(--card);border:1px solid var(--line);border-radius:10px;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
article,details{padding:16px;background:var(--card);border:1px solid var(--edge);border-radius:14px;overflow-wrap:anywhere}
article{margin:0 0 12px}article p{font-size:.875rem;color:var(--soft)}article strong{display:block;margin:2px 0 0}
pre{margin:10px 0 0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}
summary{cursor:pointer}details pre{font:.8125rem/1.5 ui-monospace,monospace}
`;

/** Text alone is ever written into the page, so a message cannot bring a script along. */
const SCRIPT = `
const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
const load = async (path) => (await fetch("/_local/" + path)).json();
const moment = (iso) => iso.slice(0, 19).replace("T", " ") + " UTC";
let shown = "";
async function refresh() {
  try {
    const [inbox, items, clock, events] = await Promise.all(["inbox", "items", "clock", "events"].map(load));
    document.getElementById("now").textContent = moment(clock.now);
    const next = JSON.stringify([inbox, items, events]);
    if (next !== shown) {
      shown = next;
      document.getElementById("inbox").replaceChildren(...inbox.map((entry) => {
        const article = document.createElement("article");
        article.append(make("p", moment(entry.sentAt) + " · " + entry.channel + " · to " + entry.recipient), ...(entry.subject ? [make("strong", entry.subject)] : []), make("pre", entry.text));
        return article;
      }));
      if (inbox.length === 0) document.getElementById("inbox").replaceChildren(make("p", "Nothing has been sent yet."));
      document.getElementById("told").hidden = events.length === 0;
      document.getElementById("events").replaceChildren(...events.map((event) => {
        const article = document.createElement("article");
        article.append(make("p", moment(event.at) + " · to " + event.receiver + " · " + event.answer + (event.tries > 1 ? " · " + event.tries + " tries" : "")), make("strong", event.type), make("pre", JSON.stringify(event.data)));
        return article;
      }));
      document.getElementById("items").textContent = items.map((item) => JSON.stringify(item, null, 2)).join("\\n");
      document.getElementById("count").textContent = items.length;
    }
  } catch { document.getElementById("now").textContent = "the service does not answer"; }
  setTimeout(refresh, 1000);
}
for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => fetch("/_local/clock", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ advanceSeconds: Number(button.dataset.advance) }) }));
}
refresh();
`;

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Latchkey on this machine</title><link rel="icon" href="${ICON}"><style>${STYLE}</style></head>
<body>
<main>
<h1>Latchkey on this machine</h1>
<nav><a href="/otp/request">Sign-in page</a><a href="/otp/session">Session page</a><a href="/_local/preview">Every message</a><a href="/docs/">API reference</a></nav>
<p class="warning">For development only: everything sent can be read here.</p>
<h2>Clock</h2>
<div class="clock"><p id="now"></p><button data-advance="30">+30 s</button><button data-advance="301">+301 s</button><button data-advance="3600">+1 h</button><button data-advance="86400">+1 day</button></div>
<h2>Inbox</h2>
<div id="inbox" aria-live="polite"></div>
<section id="told" hidden><h2>Events</h2><div id="events"></div></section>
<h2>Table</h2>
<details><summary><span id="count">0</span> items</summary><pre id="items"></pre></details>
</main>
<script>${SCRIPT}</script>
</body>
</html>`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The inbox, the table and the clock on one page, always up to date. */
export function consolePage(): Reply {
  const policy = `default-src 'none'; connect-src 'self'; img-src data:; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; frame-ancestors 'none'`;
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body: PAGE,
  };
}
