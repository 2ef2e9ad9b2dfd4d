import { STRONG_CODE } from "../../functions/domain/typed/code-shape.ts";
import type { Child, Ready } from "./child.ts";
import { type Asking, becomeKnown, emailOf } from "./flow.ts";
import { drive, keepBusy, type Load, type Measurement, nextSerial, passcodeKeyOf } from "./load.ts";

/** Other ways to sign in than that of a stranger who asks for six digits by e-mail. */
export const WAYS = ["known device", "strong code", "text with ceiling"] as const;
export type Way = (typeof WAYS)[number];

/** Devices become known for so many times as long as they are used afterwards: a first sign-in takes longer, and none asks twice. */
const SIGN_IN_TIMES = 3;

/** How many become known at once. */
const SIGN_INS_AT_ONCE = 16;

/** Valid numbers of New York, which are eight million. */
const FIRST_NUMBER = 12_122_000_000;

/** The servers that the ways are measured on: the plain cycle's own, and one that always sends strong codes. */
export interface WayServers {
  readonly plain: Child<Ready>;
  readonly strong: Child<Ready>;
}

/** Sign-ins that go one way. */
export async function driveWay(way: Way, { plain, strong }: WayServers, load: Load): Promise<Measurement> {
  switch (way) {
    case "known device": {
      const devices = await knownDevices(plain, load.seconds);
      return drive(plain, load, () => askKnown(devices));
    }
    case "strong code":
      return drive(strong, load, askStrong);
    case "text with ceiling":
      return drive(plain, load, askText);
  }
}

function askStrong(serial: number): Asking {
  return {
    body: { recipient: emailOf(serial), codeFormats: ["digits", "base32"] },
    shape: STRONG_CODE,
  };
}

function askText(serial: number): Asking {
  return { body: { recipient: `+${FIRST_NUMBER + serial}`, channel: "sms" } };
}

/** A person whose device is known. */
interface Known {
  readonly recipient: string;
  readonly deviceToken: string;
}

/** Strangers' ledgers refuse these people for half a minute after they became known: what is admitted is their device. */
function askKnown(devices: Known[]): Asking {
  const known = devices.pop();
  if (!known) throw new Error("request: too few known devices were made");
  return { body: { ...known } };
}

async function knownDevices(server: Child<Ready>, seconds: number): Promise<Known[]> {
  const passcodeKey = passcodeKeyOf(server);
  const load = { connections: SIGN_INS_AT_ONCE, seconds: seconds * SIGN_IN_TIMES };
  const { times, faults } = await keepBusy(server, load, (connection) =>
    Promise.resolve(async (): Promise<Known> => {
      const serial = nextSerial();
      const deviceToken = await becomeKnown(connection, passcodeKey, serial);
      return { recipient: emailOf(serial), deviceToken };
    }),
  );
  for (const [fault] of faults) throw new Error(`while devices became known: ${fault}`);
  return [...times];
}
