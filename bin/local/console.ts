import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import { inferAddressKind } from "../../functions/domain/address-kind.ts";
import { ledgerRecipient, parseRecipient, recipientKey } from "../../functions/domain/recipient.ts";
import { invalidRequest, problem, problemReply } from "../../functions/http/problem.ts";
import { json, noContent, type Reply, seeOther } from "../../functions/http/reply.ts";
import { fieldErrors } from "../../functions/http/schemas.ts";
import { type Channel, CHANNELS } from "../../functions/domain/channel.ts";
import { ROTATING_SECRETS, type RotatingSecret } from "../../functions/routes.ts";
import { carriersOf, enabledChannels, usualCountry } from "../../functions/settings.ts";
import { tooYoung } from "../../functions/keys/rotate.ts";
import type { Base, Services } from "../../functions/compose/base.ts";
import { composeIn, locales } from "../../functions/compose/parts.ts";
import { readWords } from "../../functions/words/check-words.ts";
import type { MovableClock } from "./clock.ts";
import { newContact, register } from "./customers.ts";
import { consolePage } from "./console-page.ts";
import { lastEvents } from "./last-events.ts";
import { messagePage, newest } from "./messages.ts";
import type { ConsoleRequest } from "./front.ts";
import type { Inbox } from "./inbox.ts";
import type { Outage } from "./outage.ts";
import { PARTS, type PartsSwitch } from "./parts.ts";
import { previewPage } from "./preview-page.ts";
import { referenceFile, referencePage } from "./reference.ts";
import type { LocalSecrets } from "./secrets.ts";
import { fromElsewhere, namesThisMachine } from "./whence.ts";

export interface ConsoleDependencies {
  readonly services: Pick<Services, keyof Base | "storage" | "keys">;
  readonly inbox: Inbox;
  readonly clock: MovableClock;
  readonly outage: Outage;
  readonly parts: PartsSwitch;
  /** Every item of the table. */
  readonly items: () => Promise<readonly Record<string, AttributeValue>[]>;
  /** Deletes what has expired. */
  readonly sweep: () => Promise<void>;
  readonly rotate: LocalSecrets["rotate"];
  /** Whether what it holds outlasts it. */
  readonly keepsData: boolean;
  /** The name or the number that the service was told to listen at. */
  readonly listensAt: string;
}

const bodies = {
  clock: z.strictObject({ advanceSeconds: z.int().check(z.gte(0), z.lte(315_360_000)) }),
  outage: z.strictObject({
    channel: z.enum(CHANNELS),
    mode: z.enum(["none", "transient", "permanent", "account"]),
  }),
  parts: z.strictObject({ part: z.enum(PARTS), works: z.boolean() }),
  keys: z.strictObject({
    secret: z.optional(z.enum(ROTATING_SECRETS)),
    revoke: z._default(z.boolean(), false),
  }),
};

/** The development endpoints under `/_local/` and `/docs/`: inbox, table, clock, keys, customers, outages, reference. None is ever deployed. */
export function localConsole(deps: ConsoleDependencies) {
  const { services, inbox, clock, outage } = deps;
  const actions: Record<string, (request: ConsoleRequest) => Promise<Reply> | Reply> = {
    "GET /": () => seeOther("/otp/request"),
    "GET /_local": () => consolePage(),
    "GET /docs": () => referencePage(),
    "GET /_local/preview": ({ url }) => preview(services, url.searchParams.get("locale")),
    "GET /_local/health": () => json(200, healthOf(deps)),
    "GET /_local/inbox": ({ url }) => json(200, inbox.list(url.searchParams.get("recipient") ?? undefined)),
    "GET /_local/newest": ({ url }) => json(200, newest(inbox, url.searchParams.get("text") ?? "")),
    "GET /_local/message": ({ url }) => messagePage(inbox.at(Number(url.searchParams.get("number") ?? "x"))),
    "GET /_local/outage": () => json(200, outagesOf(deps)),
    "GET /_local/clock": () => json(200, { now: new Date(clock.now() * 1000).toISOString() }),
    "GET /_local/events": async () => json(200, await lastEvents(services)),
    "GET /_local/items": async ({ url }) =>
      json(200, await listItems(deps, url.searchParams.get("recipient"))),
    "POST /_local/clock": (request) =>
      checked(bodies.clock, request, async ({ advanceSeconds }) => {
        clock.advance(advanceSeconds);
        await deps.sweep();
        return json(200, { now: new Date(clock.now() * 1000).toISOString() });
      }),
    "POST /_local/outage": (request) =>
      checked(bodies.outage, request, ({ channel, mode }) => {
        outage.set(channel, mode);
        return noContent();
      }),
    "POST /_local/parts": (request) =>
      checked(bodies.parts, request, ({ part, works }) => {
        deps.parts.set(part, works);
        return noContent();
      }),
    "POST /_local/keys": (request) =>
      checked(bodies.keys, request, ({ secret, revoke }) =>
        rotateKeys(deps, secret === undefined ? ROTATING_SECRETS : [secret], revoke),
      ),
    "POST /_local/customers": (request) =>
      checked(newContact, request, (contact) => register(services, contact)),
  };

  return async (request: ConsoleRequest): Promise<Reply | undefined> => {
    const path = request.url.pathname.replace(/(?<=.)\/+$/, "");
    if (!/^\/((_local|docs)(\/.*)?)?$/.test(path)) return undefined;
    if (forged(request, deps.listensAt))
      return problemReply(problem("forbidden-origin", "Open this page by the address that was printed."));
    const action = actions[`${request.method} ${path}`];
    const file = request.method === "GET" ? referenceFile(path) : undefined;
    if (file) return file;
    return action
      ? action(request)
      : path === "/"
        ? undefined
        : problemReply(problem("not-found", "There is nothing at this path."));
  };
}

/** For who tries the service with made-up addresses: what would last, what would leave this machine, and who is sent codes. */
function healthOf({ services: { settings }, keepsData }: ConsoleDependencies) {
  const inbox = enabledChannels(settings).filter((channel) =>
    carriersOf(settings, channel).every(({ use }) => use === "inbox"),
  );
  return { status: "ready", keepsData, inbox, registration: settings.registration };
}

/** Other sites must not read the inbox through the browser, neither directly nor by a name that they point at us. */
function forged({ method, headers }: ConsoleRequest, listensAt: string): boolean {
  return !namesThisMachine(headers, listensAt) || (method === "POST" && fromElsewhere(headers));
}

/** The outage of each channel that codes can be sent by. */
function outagesOf({ services, outage }: ConsoleDependencies): Readonly<Partial<Record<Channel, string>>> {
  return Object.fromEntries(
    enabledChannels(services.settings).map((channel) => [channel, outage.of(channel)]),
  );
}

async function checked<T>(
  schema: z.ZodMiniType<T>,
  { body }: ConsoleRequest,
  act: (value: T) => Promise<Reply> | Reply,
) {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    return problemReply(invalidRequest([{ path: "", message: "The body is not JSON." }]));
  }
  const result = z.safeParse(schema, input);
  return result.success ? act(result.data) : problemReply(invalidRequest(fieldErrors(result.error.issues)));
}

/** Each secret by itself, as in a deployed stage: one that has to wait does not hold up the others. */
async function rotateKeys(
  { rotate }: ConsoleDependencies,
  names: readonly RotatingSecret[],
  revoke: boolean,
): Promise<Reply> {
  const outcomes = await Promise.all(
    names.map(async (secret) => {
      const rotation = await rotate(secret, revoke);
      return rotation.kind === "rotated"
        ? { secret, outcome: revoke ? "revoked" : "rotated" }
        : { secret, outcome: "refused", reason: tooYoung(secret, rotation.readyAt) };
    }),
  );
  return json(outcomes.every(({ outcome }) => outcome === "refused") ? 409 : 200, { secrets: outcomes });
}

/** The words are read again each time, so that an owner sees what a change of them does. */
function preview(base: Base, locale: string | null): Reply {
  const { length, ttlSeconds } = base.settings.passcode;
  const minutes = Math.round(ttlSeconds / 60);
  const options = { publicUrl: base.publicUrl, minutes, codeLength: length };
  const writer = () => composeIn(readWords(base.config.wordsFolder), base);
  return previewPage({ ...options, locales: locales(base), writer }, locale);
}

async function listItems({ items, services }: ConsoleDependencies, recipient: string | null) {
  const all = (await items()).map((item) => unmarshall(item));
  const plain = all.map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromSet(value)])),
  );
  if (recipient === null) return plain;
  const parsed = parseRecipient(recipient, inferAddressKind(recipient), usualCountry(services.settings));
  if (parsed.kind === "invalid") return [];
  const secret = await services.keys.recipient();
  const both = [parsed.recipient, ledgerRecipient(parsed.recipient, "open")];
  const partitions = both.map((one) => `recipient#${recipientKey(secret, one)}`);
  return plain.filter((item) => partitions.includes(String(item.pk)));
}

function fromSet(value: unknown): unknown {
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
}
