import * as z from "zod/mini";
import { nextTestAt } from "../../domain/notice.ts";
import { maskAddress } from "../../domain/mask.ts";
import { orderTest, testWay } from "../../flows/order-test.ts";
import type { ActId } from "../../storage/port/audit.ts";
import { acting, type Aimed, type NotAimed } from "../act.ts";
import { type Admin, adminPersons } from "../admins.ts";
import { noticing } from "../noticing.ts";
import type { DeskServices } from "../services.ts";
import { isoText } from "../shown.ts";

export type TestSendAnswer =
  | {
      readonly outcome: "ordered";
      /** Masked. */
      readonly to: string;
      readonly channel: "email" | "sms";
      readonly provider: string;
      /** From when on the next one may be ordered; ISO 8601. */
      readonly nextAt: string;
    }
  /** One was sent in these ten minutes. */
  | { readonly outcome: "too-soon"; readonly nextAt: string }
  | { readonly outcome: "no-way" };

const wish = z.strictObject({
  /** As live changes name it: `ses`, or `twilio#2` for the second of its kind. */
  provider: z.string().check(z.trim(), z.minLength(1), z.maxLength(60)),
  /** An admin's address among the settings. @default the caller's own */
  to: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(320))),
});

export const testSend = acting({
  what: "Has one provider send a test message to an admin; it carries no code",
  least: "operator",
  input: wish,
  aim: aimAt,
});

async function aimAt(
  services: DeskServices,
  { provider, to }: z.infer<typeof wish>,
  admin: Admin,
): Promise<Aimed<TestSendAnswer> | TestSendAnswer | NotAimed> {
  const secret = await services.keys.recipient();
  const known = adminPersons(services.settings, secret);
  const found = known.find((one) =>
    to === undefined ? one.recipientKey === admin.recipientKey : one.address === to,
  );
  if (!found) return { kind: "invalid", errors: [{ path: "to", message: NOT_AN_ADMIN }] };
  const { recipientKey, address } = found;
  const deps = noticing(services);
  const way = testWay(deps, { address, provider });
  if (way.kind === "no-way") return { outcome: "no-way" };
  if (way.kind === "no-such-provider") {
    const choice = way.providers.join(", ") || "none";
    const message = `is no provider that can send this: choose one of ${choice}. WhatsApp, calls and notifications carry codes alone`;
    return { kind: "invalid", errors: [{ path: "provider", message }] };
  }
  const about = [recipientKey, `provider ${provider}`];
  const now = services.clock();
  if (await wasOrdered(services, about, now))
    return { outcome: "too-soon", nextAt: isoText(nextTestAt(now)) };
  return {
    kind: "aimed",
    // Whoever gets it is an admin, and loses nothing by it.
    persons: [],
    about,
    async run({ begunAt }) {
      const test = { recipientKey, address, provider, locale: services.settings.defaultLocale };
      const outcome = await orderTest(deps, test, begunAt);
      if (outcome.kind !== "ordered") return { outcome: "no-way" };
      const { channel, nextAt } = outcome;
      return { outcome: "ordered", to: maskAddress(address), channel, provider, nextAt: isoText(nextAt) };
    },
  };
}

const NOT_AN_ADMIN = "Name an admin's address, as desk.admins has it: tests go nowhere else.";

/** So many acts back a test of these ten minutes is looked for. */
const LOOKED_AT = 100;

/** Whether one was ordered in these ten minutes. What two ask at once is sent once all the same: it has one id. */
async function wasOrdered(
  { storage }: DeskServices,
  about: readonly string[],
  now: number,
): Promise<boolean> {
  const acts = await storage.audit.list(isoText(now).slice(0, 7), {
    most: LOOKED_AT,
    before: undefined as ActId | undefined,
  });
  return acts.some(
    (one) =>
      one.act === "test-send" &&
      one.doneAt !== undefined &&
      nextTestAt(one.begunAt) === nextTestAt(now) &&
      about.every((name) => one.about.includes(name)),
  );
}
