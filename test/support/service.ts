import { type LocalOptions, type LocalService, startLocalService } from "../../bin/local/service.ts";
import type { Observer } from "../../functions/observability/port.ts";
import { type Answer, ask, type Sent } from "./ask.ts";
import type { Settings } from "../../functions/settings.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { mergeSettings } from "../../lib/stage-config.ts";
import { closeLater } from "./close-later.ts";

/** 2026-11-23, ten minutes past nine. */
export const START = 1_795_425_000;

/** Limits of networks as a stage has them that says nothing else. */
export const DEPLOYED_LIMITS = {
  originPerHour: 30,
  originPaidPerHour: 20,
  originPerRecipientPerDay: 3,
  originWrongPerHour: 20,
} as const;

/** Settings of a test: the defaults, with the inbox as provider and room for many sends from one address. */
export function testSettings(override: unknown = {}): Settings {
  const base = {
    limits: {
      originPerHour: 10_000,
      originPaidPerHour: 10_000,
      originPerRecipientPerDay: 10,
      originWrongPerHour: 3600,
    },
    channels: { email: { providers: ["inbox"] }, sms: { providers: ["inbox"] } },
  };
  const parsed = parseSettings(mergeSettings(base, override));
  if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
  return parsed.settings;
}

/** Everything that the service told about itself. */
export interface Recorded {
  readonly event: string;
  readonly fields: object;
}

export function recordingObserver(records: Recorded[] = []): Observer & { readonly records: Recorded[] } {
  return {
    records,
    audit: (event, fields) => void records.push({ event, fields }),
    served: (name, fields) => void records.push({ event: `served ${name}`, fields }),
    fault: (name, error) =>
      void records.push({
        event: `fault ${name}`,
        fields: { error: error instanceof Error ? error.stack : String(error) },
      }),
    measure: (metric, value, of) =>
      void records.push({ event: `measured ${metric}`, fields: { value, ...of } }),
  };
}

/** The whole service on a free port, on a clock that stands still unless it is moved. */
export interface TestService extends LocalService {
  readonly observed: readonly Recorded[];
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Posts an HTML form. Pairs say in which order, and may name a field twice. */
  form(
    path: string,
    fields: Record<string, string> | [string, string][],
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Asks for a passcode, waits for it, and reads it in the inbox as its recipient would. */
  challenge(
    recipient?: string,
    body?: object,
  ): Promise<{ readonly challengeId: string; readonly code: string }>;
  /** The last passcode that a recipient was sent. */
  code(recipient: string): string;
}

const CODE = /(?:^|code is: )(?<code>\d{4,10}|[0-9A-Z]{13}|[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3})(?![^\s.])/;

export async function startTestService(
  settings: unknown = {},
  options: Partial<
    Pick<
      LocalOptions,
      | "host"
      | "override"
      | "postPush"
      | "credentialsFile"
      | "dataFolder"
      | "wordsFolder"
      | "systemClock"
      | "shards"
    >
  > = {},
): Promise<TestService> {
  const observer = recordingObserver();
  const service = await startLocalService({
    settings: testSettings(settings),
    port: 0,
    host: "127.0.0.1",
    dataFolder: undefined,
    systemClock: () => START,
    observer,
    // Few tests are about statistics, and keeping them takes a fifth of a test's time.
    shards: 0,
    ...options,
  });
  const call = (path: string, sent: Sent) => ask(service.url + path, sent);
  const post: TestService["post"] = (path, body, headers = {}) =>
    call(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const code: TestService["code"] = (recipient) => {
    // A call says who it is first. A notice has none.
    const [found] = service.inbox.list(recipient).flatMap(({ text }) => CODE.exec(text)?.groups?.code ?? []);
    if (found === undefined) throw new Error(`no passcode in the inbox of ${recipient}`);
    return found;
  };
  return {
    ...service,
    close: closeLater("the service", service.close),
    observed: observer.records,
    post,
    code,
    get: (path, headers = {}) => call(path, { headers }),
    form: (path, fields, headers = {}) =>
      call(path, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
    async challenge(recipient = "anna@example.com", body = {}) {
      const { body: answer, status, text } = await post("/otp/request", { recipient, ...body });
      if (status !== 202) throw new Error(`request was answered ${status}: ${text}`);
      await service.settled();
      return { challengeId: String(answer.challengeId), code: code(recipient) };
    },
  };
}

/** A passcode that is wrong for sure. */
export function wrong(code: string): string {
  return code.replace(/.$/, (last) => (/\d/.test(last) ? String((Number(last) + 1) % 10) : "0"));
}
