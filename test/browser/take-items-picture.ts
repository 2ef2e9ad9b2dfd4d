/**
 * `npx node test/browser/take-items-picture.ts` takes the picture of docs/operations.md, `docs/images/items.png`: the items
 * of one recipient as the table of a running service holds them, in tables like those of the DynamoDB console.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startTestService, wrong } from "../support/service.ts";
import { launchBrowser } from "./browser.ts";
import { inSixteenGreys } from "./in-sixteen-greys.ts";

type Item = Readonly<Record<string, unknown>>;

// Black, white and a few greys, which `inSixteenGreys` keeps as they are.
const STYLE = `
*{box-sizing:border-box}
body{margin:0;padding:16px;width:1200px;font:13px/18px "Noto Sans","DejaVu Sans",sans-serif;color:#000;background:#eee}
section{background:#fff;border:1px solid #ccc;border-radius:8px;padding:14px 18px}
h2{margin:0 0 10px;font-size:15px}h2 span{font-weight:400;color:#555}
table{border-collapse:collapse;width:100%}
th{text-align:left;color:#000;font-weight:700;border-bottom:1px solid #999;padding:3px 10px 3px 0}
td{padding:3px 10px 3px 0;vertical-align:top;border-bottom:1px solid #ddd;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
td:first-child{white-space:nowrap}td.type{color:#555;white-space:nowrap;padding-right:0}
td.inner{padding-left:18px}
.items{display:flex;gap:20px;margin-top:20px;align-items:flex-start}.items section{flex:1}
.list td{white-space:nowrap}
.items table{table-layout:fixed}.items th:first-child{width:140px}.items th:last-child{width:84px}.items section{width:574px;flex:none}`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** As the console does, but with s10 behind s9. */
const { compare: byName } = new Intl.Collator("en", { numeric: true });

/** The console's word for the type of a value. Lists and sets are both arrays here. */
function typeOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return name === "decidedBy" ? "String set" : "List";
  if (typeof value === "object") return "Map";
  return typeof value === "string" ? "String" : typeof value === "number" ? "Number" : "Boolean";
}

const shown = (value: unknown) =>
  escaped(
    typeof value === "string" ? value : Array.isArray(value) ? value.join(", ") : JSON.stringify(value),
  );

/** The rows of an attribute; those of a map follow it, further in. */
function attribute([name, value]: readonly [string, unknown], inner = ""): string {
  const isMap = typeOf(name, value) === "Map";
  const row = `<tr><td class="${inner}">${name}</td><td>${isMap ? "" : shown(value)}</td><td class="type">${typeOf(name, value)}</td></tr>`;
  if (!isMap) return row;
  return (
    row +
    Object.entries(value as Item)
      .map((entry) => attribute(entry, "inner"))
      .join("")
  );
}

/** One item as the console's editor shows it: keys first, everything else by name. */
function editor(item: Item): string {
  const others = Object.entries(item).filter(([name]) => name !== "pk" && name !== "sk");
  const rows = [
    ["pk", item.pk] as const,
    ["sk", item.sk] as const,
    ...others.sort(([one], [other]) => byName(one, other)),
  ];
  return `<section><h2>${escaped(String(item.sk).replace(/#.*/, ""))}</h2><table>
<tr><th>Attribute name</th><th>Value</th><th>Type</th></tr>${rows.map((row) => attribute(row)).join("")}</table></section>`;
}

/** The result of the query, with the columns that say most. */
function list(items: readonly Item[]): string {
  const columns = ["pk", "sk", "status", "channel", "address", "attempts", "createdAtIso", "failures"];
  const rows = items.map((item) =>
    columns.map((name) => `<td>${item[name] === undefined ? "" : shown(item[name])}</td>`).join(""),
  );
  return `<section class="list"><h2>Items returned <span>(${items.length})</span></h2><table>
<tr>${columns.map((name) => `<th>${name}</th>`).join("")}</tr>${rows.map((row) => `<tr>${row}</tr>`).join("")}</table></section>`;
}

const browser = await launchBrowser();
const service = await startTestService();
try {
  const recipient = "+447400123456";
  const { challengeId, code } = await service.challenge(recipient);
  await service.post("/otp/verify", { challengeId, code: wrong(code) });
  service.clock.advance(12);
  await service.post("/otp/verify", { challengeId, code });
  await service.settled();
  const { text } = await service.get(`/_local/items?recipient=${encodeURIComponent(recipient)}`);
  const items = JSON.parse(text) as Item[];
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${list(items)}<div class="items">${items.map(editor).join("")}</div>`,
  );
  const path = join(import.meta.dirname, "../../docs/images/items.png");
  writeFileSync(path, inSixteenGreys(await page.locator("body").screenshot()));
} finally {
  await browser.close();
  await service.close();
}
