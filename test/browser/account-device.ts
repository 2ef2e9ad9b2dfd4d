import type { Device } from "./account-site.ts";

/** What a call of the client answers. */
interface Answer<Value> {
  readonly ok: boolean;
  readonly value: Value;
  readonly error: Readonly<Record<string, unknown>>;
}

/** A value as it stands in a script. */
export const json = (value: unknown) => JSON.stringify(value);

/** The value of a call that has to succeed. */
export async function valueOf<Value>({ call }: Device, expression: string): Promise<Value> {
  const answer = await call<Answer<Value>>(expression);
  if (!answer.ok) throw new Error(`${expression}: ${json(answer.error)}`);
  return answer.value;
}

/** The error of a call that has to fail. */
export async function errorOf({ call }: Device, expression: string) {
  const { ok, error } = await call<Answer<unknown>>(expression);
  if (ok) throw new Error(`${expression} succeeded`);
  return error;
}

/** Has what a page asks for wait until its user does something. */
const waitForUser = ({ cdp, authenticatorId }: Device, waits: boolean) =>
  cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: !waits });

/** Tells the page how many dialogs it has shown. */
export const COUNTED = `globalThis.shown = 0;
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = (asked) => {
    globalThis.shown += 1;
    return get(asked);
  };`;

/** Has a list wait from which its user takes nothing, though they would answer the next dialog. */
export async function beginList(device: Device): Promise<void> {
  await waitForUser(device, true);
  await device.call("void (globalThis.waiting = account.passkeys.signIn({ autofill: true }))");
  await device.page.waitForFunction("globalThis.shown === 1");
  await waitForUser(device, false);
}

/** How many passkeys the device has. */
export const held = async ({ cdp, authenticatorId }: Device) =>
  (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
