import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import type { Page } from "playwright-core";
import { create as showRequest } from "../../functions/handlers/show-request.ts";
import { create as showVerify } from "../../functions/handlers/show-verify.ts";
import { launchBrowser, PHONE } from "../browser/browser.ts";
import { MAX_LOGO_LENGTH } from "../../functions/settings/brand.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { median, quantile } from "./statistics.ts";

/**
 * What a page costs a customer: its bytes over the wire, the time in which a function makes it (beside a floor that
 * answers with the same bytes, in the same run), and when its largest part is painted on a phone's network.
 */
const RENDERS = 400;
const PAINTS = 9;
const GOALS = { bytes: 20_000, renderMilliseconds: 5, paintMilliseconds: 500 };

/** What Chromium's developer tools call "fast 3G", in bytes a second and milliseconds. */
const FAST_3G = { downloadThroughput: 180_000, uploadThroughput: 84_375, latency: 150, offline: false };

const report = (what: string, value: number, unit: string, goal?: number) => {
  const verdict = goal === undefined ? "" : `   goal ${goal} ${unit}: ${value < goal ? "met" : "NOT MET"}`;
  console.log(`${what.padEnd(44)} ${value.toFixed(unit === "ms" ? 2 : 0).padStart(9)} ${unit}${verdict}`);
};

async function bytes(service: TestService, cookie: string): Promise<void> {
  const script = (await service.get("/otp/script.js")).text;
  for (const path of ["/otp/request", "/otp/verify"])
    for (const locale of ["en", "ar", "hi"]) {
      const { text } = await service.get(`${path}?locale=${locale}`, { accept: "text/html", cookie });
      const whole = Buffer.byteLength(text) + Buffer.byteLength(script);
      report(`${path} in ${locale}, script included`, whole, "B", GOALS.bytes);
      report("  the page alone, gzipped", gzipSync(text).length, "B");
    }
}

async function renders(service: TestService, cookie: string): Promise<void> {
  const event = (path: string) =>
    ({
      httpMethod: "GET",
      path,
      headers: { accept: "text/html", cookie },
      queryStringParameters: { locale: "ar" },
      requestContext: { identity: { sourceIp: "203.0.113.7", apiKeyId: null } },
      body: null,
    }) as unknown as APIGatewayProxyEvent;
  const time = async (run: () => Promise<unknown>) => {
    const taken: number[] = [];
    for (let round = 0; round < RENDERS; round++) {
      const start = performance.now();
      await run();
      taken.push(performance.now() - start);
    }
    return taken.slice(RENDERS / 4);
  };
  const call = (handler: ReturnType<typeof showRequest>, path: string) => () =>
    handler(event(path), { awsRequestId: "bench" } as Context);
  const request = await time(call(showRequest(service.services), "/otp/request"));
  const body = (await call(showRequest(service.services), "/otp/request")()).body;
  const floor = await time(() => Promise.resolve({ statusCode: 200, body: body.slice(0, -1) + "\n" }));
  const verify = await time(call(showVerify(service.services), "/otp/verify"));
  report("floor: the same bytes, made before, median", median(floor), "ms");
  report("/otp/request, made by its function, median", median(request), "ms", GOALS.renderMilliseconds);
  report("  the slowest of a hundred", quantile(request, 0.99), "ms");
  report("/otp/verify, with its read of the table, median", median(verify), "ms", GOALS.renderMilliseconds);
}

const PAINT = `new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true }))`;

async function paints(service: TestService, what: string): Promise<void> {
  const browser = await launchBrowser();
  const found: number[] = [];
  for (let round = 0; round < PAINTS; round++) {
    const context = await browser.newContext({ baseURL: service.url, viewport: PHONE });
    const page: Page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", FAST_3G);
    await page.goto("/otp/request", { waitUntil: "load" });
    found.push(await page.evaluate<number>(PAINT));
    await context.close();
  }
  await browser.close();
  report(`largest paint on "fast 3G"${what}, median`, median(found), "ms", GOALS.paintMilliseconds);
  report("  the slowest", Math.max(...found), "ms");
}

const service = await startTestService();
try {
  const { challengeId } = await service.challenge();
  const cookie = `latchkey-challenge=${challengeId}`;
  await bytes(service, cookie);
  await renders(service, cookie);
  await paints(service, "");
} finally {
  await service.close();
}

const start = "data:image/png;base64,";

const logo =
  start +
  randomBytes(MAX_LOGO_LENGTH)
    .toString("base64")
    .slice(0, MAX_LOGO_LENGTH - start.length);

const branded = await startTestService({ brand: { logo } });
try {
  const { text } = await branded.get("/otp/request", { accept: "text/html" });
  report("/otp/request with the largest logo", Buffer.byteLength(text), "B");
  await paints(branded, " with it");
} finally {
  await branded.close();
}
