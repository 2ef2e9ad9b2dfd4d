/**
 * `node test/browser/take-items-picture.ts` takes the picture of docs/operations.md, `docs/images/items.png`: the items
 * of one recipient as the table of a running service holds them, written side by side.
 */
import { join } from "node:path";
import { startTestService, wrong } from "../support/service.ts";
import { launchBrowser } from "./browser.ts";

type Item = Readonly<Record<string, unknown>>;

// Each character is seven whole pixels wide, so that equal ones look equal and the picture stays small.
const STYLE = `
body{margin:0;padding:16px;font:12px/18px "DejaVu Sans Mono",monospace;letter-spacing:-.2246px;color:#000;background:#eee;display:flex;gap:16px;align-items:flex-start;width:max-content}
section{background:#fff;padding:8px 14px}
td{padding:2px 14px 2px 0;vertical-align:top}table{border-collapse:collapse}tr+tr{border-top:1px solid #eee}
td:first-child{font-weight:700}td:last-child{max-width:294px;overflow-wrap:anywhere;padding-right:0}`;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** As the console does, but with s10 behind s9. */
const { compare: byName } = new Intl.Collator("en", { numeric: true });

function section(item: Item): string {
  // The console shows keys first and everything else by name.
  const others = Object.keys(item).filter((name) => name !== "pk" && name !== "sk");
  const names = ["pk", "sk", ...others.sort(byName)];
  const rows = names.map((name) => {
    const value = item[name];
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `<tr><td>${escaped(name)}</td><td>${escaped(text)}</td></tr>`;
  });
  return `<section><table>${rows.join("")}</table></section>`;
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
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  await page.setContent(
    `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${(JSON.parse(text) as Item[]).map(section).join("")}`,
  );
  const path = join(import.meta.dirname, "../../docs/images/items.png");
  await page.locator("body").screenshot({ path });
} finally {
  await browser.close();
  await service.close();
}
