import type { Clock, Random } from "../../domain/ambient.ts";
import { directionOf } from "../../domain/locale.ts";
import { encryptPush, MAX_PUSH_BYTES, pushTopic } from "../../domain/push-message.ts";
import { isPushEndpoint, type PushSubscription } from "../../domain/push-subscription.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import { vapidHeader, type VapidKey } from "../../domain/vapid.ts";
import type { Message, Provider, SendResult } from "../port.ts";

/** What a notification is sent with. */
export interface WebPushTools {
  /** The browsers of a subject. */
  readonly browsers: (subject: SubjectKey) => Promise<readonly PushSubscription[]>;
  /** Forgets one that its push service knows no more. */
  readonly forget: (subject: SubjectKey, browser: PushSubscription) => Promise<unknown>;
  readonly key: () => Promise<VapidKey>;
  /** Posts to an address of the internet, and follows no redirect. */
  readonly post: (
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
  ) => Promise<
    | { readonly kind: "answered"; readonly status: number }
    | { readonly kind: "failed"; readonly reason: string }
  >;
  readonly clock: Clock;
  readonly random: Random;
}

export interface WebPushOptions {
  /** Whose notification it is. */
  readonly brand: string;
  /** Whom push services reach. */
  readonly contact: string;
}

/** What came of one browser. */
type Pushed = "sent" | { readonly fault: "moment" | "message"; readonly reason: string };

/**
 * The passcode as a notification in the browsers that its subject has enrolled, through the services that these have
 * chosen. One that shows it is enough; those that are gone are forgotten.
 * @see RFC 8030, 8291 and 8292
 */
export function webPushProvider({ brand, contact }: WebPushOptions, tools: WebPushTools): Provider {
  return {
    name: "web-push",
    async send(message): Promise<SendResult> {
      const { subjectKey, order } = message;
      const browsers = subjectKey === undefined ? [] : await tools.browsers(subjectKey);
      if (subjectKey === undefined || browsers.length === 0) return failed("message", "no-browser");
      const key = await tools.key();
      const text = payloadOf(message, brand, tools.clock());
      const all = await Promise.all(
        browsers.map((browser) => push(tools, { browser, subjectKey, message, text, key, contact })),
      );
      if (all.includes("sent")) return { kind: "sent", messageId: pushTopic(order.nonce) };
      const faults = all.flatMap((one) => (one === "sent" ? [] : [one]));
      const { fault, reason } = faults.find((one) => one.fault === "moment") ?? faults[0] ?? NO_ANSWER;
      return failed(fault, reason);
    },
  };
}

const NO_ANSWER = { fault: "moment", reason: "unreachable" } as const;

function failed(fault: "moment" | "message", reason: string): SendResult {
  return { kind: "failed", fault, reason };
}

/** What the service worker shows. Owners' words may be of any length: then the code alone is shown. */
function payloadOf(
  { text, passcode, locale, secondsLeft, order }: Message,
  brand: string,
  now: number,
): Buffer {
  const facts = {
    title: brand.slice(0, 100),
    tag: pushTopic(order.nonce),
    until: now + secondsLeft,
    lang: locale,
    dir: directionOf(locale),
  };
  const whole = Buffer.from(JSON.stringify({ ...facts, body: text }));
  if (whole.length <= MAX_PUSH_BYTES) return whole;
  return Buffer.from(JSON.stringify({ ...facts, body: passcode?.reveal() ?? "" }));
}

interface OnePush {
  readonly browser: PushSubscription;
  readonly subjectKey: SubjectKey;
  readonly message: Message;
  readonly text: Buffer;
  readonly key: VapidKey;
  readonly contact: string;
}

async function push(
  { post, forget, clock, random }: WebPushTools,
  { browser, subjectKey, message, text, key, contact }: OnePush,
): Promise<Pushed> {
  const { endpoint } = browser;
  // What was kept by an older rule, or written by hand, is called no more than what is told now.
  if (!isPushEndpoint(endpoint)) return { fault: "message", reason: "forbidden" };
  const body = encrypted(browser, text, random);
  if (!body) return { fault: "message", reason: "keys" };
  const answer = await post(
    endpoint,
    {
      "content-type": "application/octet-stream",
      "content-encoding": "aes128gcm",
      ttl: String(Math.max(0, message.secondsLeft)),
      urgency: "high",
      topic: pushTopic(message.order.nonce),
      authorization: vapidHeader(key, { endpoint, contact }, clock()),
    },
    body,
  );
  if (answer.kind === "failed") {
    const { reason } = answer;
    return { fault: reason === "forbidden" ? "message" : "moment", reason };
  }
  const { status } = answer;
  if (status >= 200 && status <= 299) return "sent";
  if (status === 404 || status === 410) {
    // Others may have shown the code by now: what cannot be forgotten now is met again by the next one.
    await forget(subjectKey, browser).catch(() => undefined);
    return { fault: "message", reason: "gone" };
  }
  return { fault: status === 429 || status >= 500 ? "moment" : "message", reason: String(status) };
}

/** Undefined for keys that are damaged, with which nothing can be sent to that browser, now or later. */
function encrypted(browser: PushSubscription, text: Buffer, random: Random): Buffer | undefined {
  try {
    return encryptPush(browser, text, random);
  } catch {
    return undefined;
  }
}
