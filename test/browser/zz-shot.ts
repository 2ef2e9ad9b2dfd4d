import { startTestService } from "../support/service.ts";
import { launchBrowser } from "./browser.ts";
const service = await startTestService({ brand: { name: "Harbour Bank", supportUrl: "https://help.example.com" } });
const browser = await launchBrowser();
for (const [name, q, colorScheme] of [["en","?locale=en","light"],["ar","?locale=ar","light"],["ar-dark","?locale=ar","dark"],["zh","?locale=zh","light"]] as const) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1100 }, colorScheme });
  const page = await context.newPage();
  page.on("console", (m) => console.log(m.text()));
  await page.goto(`${service.url}/_local/preview${q}`);
  await page.evaluate("document.querySelectorAll('iframe').forEach(f=>f.loading='eager')");
  await page.waitForTimeout(500);
  await page.screenshot({ path: `/tmp/shot-${name}.png` });
  await context.close();
}
const phone = await browser.newContext({ viewport: { width: 390, height: 900 } });
const p = await phone.newPage(); await p.goto(`${service.url}/_local/preview?locale=ar`); await p.waitForTimeout(500); await p.screenshot({ path: "/tmp/shot-phone.png" });
await browser.close(); await service.close();
