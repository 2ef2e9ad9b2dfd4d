import { randomBytes } from "node:crypto";
import { newActId } from "../../functions/domain/act-id.ts";
import type { DescribedService } from "./described-service.ts";

const LARGE = JSON.stringify({ customer: "x".repeat(1_100_000) });
const PLAIN = { "content-type": "text/plain" };
const PATHS = ["/admin-api/block", "/admin-api/forget"];
const MINE = { customer: "desk@example.com" };

/** What admins call, as it is answered and refused. */
export async function walkDesk({ service, failing }: DescribedService): Promise<void> {
  await service.challenge(MINE.customer);
  for (const path of ["/admin-api/cancel", "/admin-api/forget"]) {
    const named = { "idempotency-key": newActId(randomBytes, service.clock.now()) };
    await service.post(path, MINE, named);
    await service.post(path, { customer: "other@example.com" }, named);
    await service.post(path, { customer: "nobody", as: "id" });
  }
  for (const path of PATHS) {
    await service.post(path, { colour: "red" });
    await service.post(path, LARGE);
    await service.post(path, "x", PLAIN);
    await service.post(path, MINE, { origin: "https://elsewhere.example" });
  }
  await service.post("/admin-api/ban", MINE);
  await walkDeskPages(service);
  for (const how of ["fault", "outage"] as const)
    await failing(how, async () => {
      for (const path of ["/admin-api/cancel", "/admin-api/forget"]) await service.post(path, MINE);
    });
}

/** The addresses of the desk's pages, for who has not signed in there; the rest is in test/http/desk/. */
async function walkDeskPages(service: DescribedService["service"]): Promise<void> {
  const own = { origin: service.url };
  const elsewhere = { authorization: "Bearer x" };
  for (const path of ["/admin", "/admin/today"]) {
    await service.get(path);
    await service.get(path, elsewhere);
  }
  for (const path of ["/admin/sign-in/code", "/admin/sign-in/nothing"]) await service.get(path);
  for (const path of ["/admin/today", "/admin/act/nothing", "/admin/act/forget", "/admin/sign-in/nothing"]) {
    await service.form(path, {}, { origin: "https://elsewhere.example" });
    await service.form(path, {}, { ...own, ...elsewhere });
    await service.form(path, {}, own);
  }
  await service.form("/admin/sign-in/out", {}, own);
}
