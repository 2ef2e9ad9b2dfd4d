import type { ToldStory } from "../acts/story.ts";
import type { LocalTime } from "../local-time.ts";
import type { ShownLimit, ShownOpen, ShownPersonContact } from "./shown-person.ts";

/** What holds now of one contact. */
export interface ToldContact {
  readonly recipient: string;
  /** The address and what it is, in one sentence. */
  readonly what: string;
  /** What keeps codes back, and what is known; empty where there is nothing to say. */
  readonly now: readonly string[];
}

/** What holds of a person now, in sentences. */
export interface ToldPerson {
  readonly contacts: readonly ToldContact[];
  /** Sessions, codes that wait, and what was enrolled. */
  readonly now: readonly string[];
}

/** Says what holds now, in the clock of who asks: pages and commands have the same words. */
export function tellPerson(story: ToldStory, time: LocalTime): ToldPerson {
  return {
    contacts: story.contacts.map((contact) => ({
      recipient: contact.recipient,
      what: whatItIs(contact, story, time),
      now: nowOf(contact, story, time),
    })),
    now: [...openOf(story, time), ...enrolled(story)],
  };
}

/** An instant of today by its minute alone. */
function instant(at: string, { now }: Pick<ToldStory, "now">, time: LocalTime): string {
  const date = new Date(at);
  const day = time.day(date);
  return day === time.day(new Date(now)) ? time.minute(date) : `${day}, ${time.minute(date)}`;
}

function whatItIs(contact: ShownPersonContact, story: ToldStory, time: LocalTime): string {
  const { address = "A contact without an address", customer, meantDomain } = contact;
  const meant = meantDomain === undefined ? "" : ` Perhaps ${meantDomain} was meant.`;
  if (story.registration === "open") return `${address}.${meant}`;
  if (!customer)
    return `${address} is no customer's: whoever asks for a code there is answered like all others, and nothing is sent.${meant}`;
  const whose = story.customerId === undefined ? "" : `, of customer ${story.customerId}`;
  const name = customer.name === undefined ? "" : ` (${customer.name})`;
  const since = customer.blockedAt === undefined ? "" : ` since ${instant(customer.blockedAt, story, time)}`;
  const note = customer.note === undefined ? "" : ` Note: ${customer.note}`;
  const status = customer.status === "blocked" ? `, blocked${since}: nothing is sent.` : ", active.";
  return `${address}${whose}${name}${status}${note}`;
}

const LANES: Readonly<Record<ShownLimit["lane"], string>> = {
  strangers: "",
  device: "on a device that is known, ",
  network: "on a network where they have signed in, ",
  click: 'after "this was not me", ',
};

const LIMITS: Readonly<Record<ShownLimit["limit"], string>> = {
  cooldown: "a code was asked for just now",
  recipient: "so many codes were asked for",
  origin: "so many codes were asked for from one network",
};

function nowOf(contact: ShownPersonContact, story: ToldStory, time: LocalTime): string[] {
  const { suppression, limits, guesses, strong, digitsStoppedUntil, stoppedUntil, knownDevices } = contact;
  const at = (text: string) => instant(text, story, time);
  const why = suppression?.reason === "bounce" ? "an e-mail came back for good" : "an e-mail was called spam";
  return [
    ...(suppression
      ? [
          `Nothing is sent there until ${at(suppression.until)}: ${why}${suppression.since === undefined ? "" : ` (${at(suppression.since)})`}.`,
        ]
      : []),
    ...(stoppedUntil === undefined
      ? []
      : [
          `Until ${at(stoppedUntil)} its country or block of numbers is sent nothing, unless the number was proved before.`,
        ]),
    ...tellLimits(limits, at),
    ...guesses.map(({ lane, wrong, lastAt }) =>
      upper(
        `${LANES[lane]}${wrong} wrong ${wrong === 1 ? "code counts" : "codes count"} on, the last of ${at(lastAt)}.`,
      ),
    ),
    ...(strong ? ["The next code is one that cannot be guessed."] : []),
    ...(digitsStoppedUntil === undefined
      ? []
      : [`Where digits alone can be typed, no code is sent until ${at(digitsStoppedUntil)}.`]),
    ...(knownDevices === 0 ? [] : [`Known on ${knownDevices} ${knownDevices === 1 ? "device" : "devices"}.`]),
  ];
}

/** A lane of a user who is known is asked besides everybody's: it matters where it lets them ask earlier. */
function tellLimits(limits: readonly ShownLimit[], at: (text: string) => string): string[] {
  const forAll = limits.find(({ lane, network }) => lane === "strangers" && network === undefined);
  const told = limits.filter((one) => {
    if (one.lane === "strangers") return one === forAll || forAll === undefined;
    return one.limit === "cooldown" || (forAll !== undefined && one.mayAskAgainAt < forAll.mayAskAgainAt);
  });
  return told.map(({ lane, limit, mayAskAgainAt, network }) =>
    upper(
      `${LANES[lane]}${network === undefined ? "" : `from the network ${network.slice(0, 8)}, `}they may ask again at ${at(mayAskAgainAt)}: ${LIMITS[limit]}.`,
    ),
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function openOf(story: ToldStory, time: LocalTime): string[] {
  const { sessions, codes } = story;
  const one = ({ since, until, askedFrom }: ShownOpen) =>
    `${askedFrom === undefined ? "" : `${askedFrom}, `}since ${instant(since, story, time)} until ${instant(until, story, time)}`;
  const list = (what: string, all: readonly ShownOpen[]) =>
    all.length === 0
      ? []
      : [
          `${all.length} ${what}${all.length === 1 ? "" : "s"}: ${all.slice(0, 5).map(one).join("; ")}${all.length > 5 ? "; ..." : ""}.`,
        ];
  return [...list("session", sessions), ...list("open code", codes)];
}

function enrolled({ factors, factorsGone }: ToldStory): string[] {
  if (factorsGone)
    return [
      "What they have enrolled is named, and is gone or cannot be read: they sign in nowhere until it is mended.",
    ];
  if (!factors) return [];
  const { authenticators, passkeys, backupCodes, twoStepsSince, reset } = factors;
  const all = [
    ...(authenticators.length === 0 ? [] : [counted(authenticators.length, "authenticator")]),
    ...(passkeys.length === 0 ? [] : [counted(passkeys.length, "passkey")]),
    ...(backupCodes === 0 ? [] : [counted(backupCodes, "backup code")]),
  ];
  return [
    ...(all.length === 0
      ? []
      : [
          `Enrolled: ${all.join(", ")}; ${twoStepsSince === undefined ? "a code alone signs in" : "two steps sign in"}.`,
        ]),
    ...(reset && reset.canceledAt === undefined ? ["A reset of their factors was asked for."] : []),
  ];
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
