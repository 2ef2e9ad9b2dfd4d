import type { LocalOptions } from "../../bin/local/service.ts";
import { originKey } from "../../functions/domain/origin.ts";
import { recipientKey } from "../../functions/domain/recipient.ts";
import { slotOf } from "../../functions/domain/slot.ts";
import { hiddenOf, type Person, person, type Shown } from "./person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "./service.ts";

const KEY = { "x-api-key": "local-server-key" };

/** The links "this was not me" of the messages that went out, by recipient; of each the newest. */
export type Links = Map<string, string>;

/** A service with the limits of a stage, and the links that it sends. */
export async function startWithLinks(settings: object = {}) {
  const links: Links = new Map();
  const override: LocalOptions["override"] = ({ compose }) => ({
    compose: (facts) => {
      if (facts.cancelUrl !== undefined) links.set(facts.address, facts.cancelUrl);
      return compose(facts);
    },
  });
  const service = await startTestService({ limits: DEPLOYED_LIMITS, ...settings }, { override });
  return { service, links };
}

/** Asks from another network, as through a server that names it. */
export function askFrom(service: TestService, clientIp: string, recipient: string, body: object = {}) {
  return service.post("/server/otp/request", { recipient, clientIp, ...body }, KEY);
}

/** A network that shares no slot of the recipient's ledger with this machine's, from where browsers ask. */
export async function networkApart(service: TestService, recipient: string): Promise<string> {
  const secret = await service.services.keys.recipient();
  const ledger = recipientKey(secret, { addressKind: "email", address: recipient });
  const slot = (address: string) => slotOf(ledger, originKey(secret, address), 1).name;
  const all = Array.from({ length: 100 }, (_, index) => `198.51.100.${index + 1}`);
  const found = all.find((address) => slot(address) !== slot("127.0.0.1"));
  if (found === undefined) throw new Error("all networks share one slot");
  return found;
}

/** Networks that an attacker has. */
export const THREE = networks(3);
/** So many that no sixteenth of a ledger is left to others. */
export const TWELVE = networks(12);

function networks(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `198.51.100.${index + 1}`);
}

/** Has strangers ask until nothing is left of the recipient's hour, nor of the networks' share. */
export async function attack(service: TestService, recipient: string, from: readonly string[] = THREE) {
  for (let refused = 0; refused < from.length;) {
    refused = 0;
    for (const network of from) {
      const { status } = await askFrom(service, network, recipient);
      if (status === 429) refused++;
      else service.clock.advance(31);
    }
  }
  await service.settled();
}

/** Opens a link in a mailbox on the web, and clicks on its button, if it has one. */
export async function clickOn(browser: Person, link: string): Promise<Shown> {
  const page = await browser.open(link, "cross-site");
  return "t" in hiddenOf(page) ? browser.submit("/otp/not-me", hiddenOf(page)) : page;
}

/** Goes on from there to the page that asks for an address. */
export function goOn(browser: Person, stopped: Shown): Promise<Shown> {
  return browser.submit("/otp/not-me", hiddenOf(stopped));
}

/** A browser in which the link was clicked, and what it is known by. */
export async function clicked(service: TestService, link: string) {
  const browser = person(service);
  const stopped = await clickOn(browser, link);
  return { browser, stopped, deviceToken: browser.cookies.get("latchkey-known") };
}
