import { createHash } from "node:crypto";
import type { Reply } from "../../functions/http/reply.ts";

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{max-width:920px;margin:24px auto;padding:0 16px}
header{display:flex;flex-wrap:wrap;gap:8px 24px;align-items:baseline;margin-bottom:16px}
h1{margin:0;font-size:1.4rem}h2{margin:28px 0 8px;font-size:1.1rem}
article{border:1px solid #8886;border-radius:10px;padding:12px 16px;margin:0 0 12px}
article p{margin:0;color:GrayText}pre{margin:8px 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
button{font:inherit;padding:4px 12px}.warning{color:#b45309}
details pre{font-size:.85rem}
`;

/** Text alone is ever written into the page, so a message cannot bring a script along. */
const SCRIPT = `
const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
const load = async (path) => (await fetch("/_local/" + path)).json();
let shown = "";
async function refresh() {
  try {
    const [inbox, items, clock] = await Promise.all([load("inbox"), load("items"), load("clock")]);
    document.getElementById("now").textContent = clock.now;
    const next = JSON.stringify([inbox, items]);
    if (next !== shown) {
      shown = next;
      document.getElementById("inbox").replaceChildren(...inbox.map((entry) => {
        const article = document.createElement("article");
        article.append(make("p", entry.sentAt + " · " + entry.channel + " · to " + entry.recipient), make("strong", entry.subject ?? ""), make("pre", entry.text));
        return article;
      }));
      if (inbox.length === 0) document.getElementById("inbox").replaceChildren(make("p", "Nothing has been sent yet."));
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
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Latchkey on this machine</title><style>${STYLE}</style></head>
<body>
<header><h1>Latchkey on this machine</h1><a href="/otp/request">Sign-in page</a><a href="/otp/session">Session page</a><span class="warning">For development only: everything sent can be read here.</span></header>
<p>Clock: <strong id="now"></strong> <button data-advance="30">+30 s</button> <button data-advance="301">+301 s</button> <button data-advance="3600">+1 h</button> <button data-advance="86400">+1 day</button></p>
<h2>Inbox</h2><div id="inbox" aria-live="polite"></div>
<h2>Table (<span id="count">0</span> items)</h2><details><summary>Every item</summary><pre id="items"></pre></details>
<script>${SCRIPT}</script>
</body>
</html>`;

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The inbox, the table and the clock on one page, always up to date. */
export function consolePage(): Reply {
  const policy = `default-src 'none'; connect-src 'self'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; frame-ancestors 'none'`;
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy },
    body: PAGE,
  };
}
