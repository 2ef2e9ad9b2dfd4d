import { type Channel, CHANNELS } from "../domain/channel.ts";
import { takeFlash } from "../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { markOf, openIds } from "../http/held-challenges.ts";
import type { Problem } from "../http/problem.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { recipientFields } from "../http/request-form.ts";
import { lastTypedAddress } from "../http/typed-address.ts";
import { keepWaiting } from "../http/waiting.ts";
import { enabledChannels } from "../settings.ts";
import { askingApp } from "./asking-app.ts";
import { type Frame, pageReply } from "./layout.ts";
import { frameOf } from "./page-frame.ts";
import { pagePasskeys } from "./passkey-button.ts";
import { firstCountry, phoneCountries } from "./phone-countries.ts";
import { requestPage } from "./request-page.ts";
import { maySendBack, pageAddress, sendBack, type SendBackDependencies } from "./send-back.ts";

export type ShowRequestDependencies = FormTokenDependencies & SendBackDependencies;

interface Shown {
  readonly frame?: Frame;
  /** What is known of the address. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** An app's request that waits for the sign-in, sealed. */
  readonly waiting?: string;
  readonly problem?: Problem;
}

/** Answers with the page that asks for an address; what was typed is kept when something was wrong with it. */
export async function showRequest(
  services: ShowRequestDependencies,
  request: HttpRequest,
  shown: Shown = {},
): Promise<Reply> {
  const token = await formToken(services, request);
  const { flash, cookies } = await takeFlash(services, request, "/otp/request");
  const problem = shown.problem ?? flash?.problem;
  const fields =
    flash?.typed ?? shown.fields ?? typedFields(request) ?? (await typedBefore(services, request));
  const channels = enabledChannels(services.settings);
  const wanted = wayLeft(problem) ?? CHANNELS.find((channel) => channel === fields.channel);
  const frame = shown.frame ?? frameOf(services, request, "/otp/request", await askingApp(services, request));
  const [open] = problem ? openIds(services, request, services.settings.passcode.ttlSeconds) : [];
  const page = requestPage(frame, {
    formToken: token.field,
    channels,
    channel: wanted && channels.includes(wanted) ? wanted : (channels[0] ?? "email"),
    countries: phoneCountries(frame.words, services.settings),
    country: typeof fields.country === "string" ? fields.country : firstCountry(services.settings, request),
    typed: typeof fields.recipient === "string" ? fields.recipient.slice(0, 254) : "",
    // An app that waits has its reason to ask for another sign-in.
    signedIn: frame.resume === undefined && shown.waiting === undefined && seemsSignedIn(services, request),
    waiting: shown.waiting,
    codePage: open && pageAddress(request, "/otp/verify", await markOf(services, open)),
    problem,
    passkeysOf: pagePasskeys(services),
  });
  return pageReply(shown.problem?.status ?? 200, frame, page, {
    ...shown.problem,
    cookies: [...token.cookies, ...cookies],
  });
}

/** Answers a form that was refused: on the page that asks for an address, where what was typed waits. */
export async function refuseRequest(
  services: ShowRequestDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request)) return showRequest(services, request, { problem });
  const flash = { page: "/otp/request", problem, typed: typedFields(request) } as const;
  return sendBack(services, request, flash, await keepWaiting(services, request));
}

/** Answers who chooses another language on the form: what was typed so far waits for the page in that language. */
export async function switchLanguage(
  services: ShowRequestDependencies,
  request: HttpRequest,
  { language }: Readonly<Record<string, unknown>>,
): Promise<Reply | undefined> {
  if (typeof language !== "string" || !maySendBack(services, request)) return undefined;
  const switched = { ...request, query: { ...request.query, locale: language } };
  const flash = { page: "/otp/request", typed: typedFields(request) } as const;
  return sendBack(services, switched, flash, await keepWaiting(services, request));
}

/** The first of the ways that are left, where the one that was wanted has no money left. */
function wayLeft(problem: Problem | undefined): Channel | undefined {
  const left = problem?.name === "channel-unavailable" ? problem.members.channels : undefined;
  return CHANNELS.find((channel) => Array.isArray(left) && left[0] === channel);
}

function typedFields(request: HttpRequest): Readonly<Record<string, string>> | undefined {
  if (!request.form) return undefined;
  const { recipient, channel, country } = recipientFields(request.body as Record<string, unknown>);
  return Object.fromEntries(
    Object.entries({ recipient, channel, country }).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    ),
  );
}

/** What stands in the form at first: what the address says; for who wants to change what they typed, that. */
async function typedBefore(
  services: FormTokenDependencies,
  { query, ...request }: HttpRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const typed =
    query.change === undefined ? undefined : await lastTypedAddress(services, { query, ...request });
  return typed ? { recipient: typed.text, channel: typed.channel, country: typed.country } : query;
}

/** As far as its cookies tell. */
function seemsSignedIn({ cookies }: Pick<FormTokenDependencies, "cookies">, request: HttpRequest): boolean {
  return cookies.read(request.header("cookie"), "session") !== undefined;
}
