import type { IncomingMessage } from "node:http";
import type { Settings } from "../../functions/settings.ts";
import { fromElsewhere } from "./whence.ts";

/** The role of who sits at this machine, in a partition that no AWS account has. */
const LOCAL_OWNER = "arn:aws-local:iam::000000000000:role/local-owner";
const LOCAL_CALLER = "arn:aws-local:sts::000000000000:assumed-role/local-owner";

/** Says who is at this machine, as the session's name of an assumed role does in AWS: nobody checks it. */
const SAID = "x-latchkey-session";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
const LOOPBACK_ADDRESSES = ["127.0.0.1", "::1", "::ffff:127.0.0.1"];

/** Signs in to the desk's pages on this machine, where the settings name nobody who could: by a code alone. */
export const READY_ADMIN = "owner@example.com";

/** Whether what listens there is reached from this machine alone. */
export function isNearby(host: string): boolean {
  return host === "localhost" || LOOPBACK_ADDRESSES.includes(host);
}

/**
 * The desk's settings, and beside its admins the owner at this machine; a ready one for its pages too, where no admin has an
 * address and nobody but this machine reaches the service: who reaches it reads each code.
 * @param host that the service listens on
 */
export function withLocalOwner(settings: Settings, host: string): Settings {
  const { desk } = settings;
  const admins = desk?.admins ?? [];
  const hasPages = admins.some((one) => "recipient" in one);
  const here = { arn: LOCAL_OWNER, role: "owner" } as const;
  if (!isNearby(host))
    return { ...settings, desk: { timeZone: "UTC", ...desk, secondFactor: true, admins: [...admins, here] } };
  if (hasPages) return { ...settings, desk: { timeZone: "UTC", ...desk, admins: [...admins, here] } };
  const ready = { recipient: READY_ADMIN, role: "owner" } as const;
  return {
    ...settings,
    desk: { timeZone: "UTC", ...desk, secondFactor: false, admins: [...admins, here, ready] },
  };
}

/**
 * The ARN of a caller who sits at this machine, in the place of a signature; undefined for anyone else. A page of another
 * site that has a browser here ask says its `Origin`, and a name that points here is no name of this machine.
 */
export function localCaller({ headers, socket }: IncomingMessage): string | undefined {
  const host = headers.host ?? "";
  const nearby =
    LOOPBACK_ADDRESSES.includes(socket.remoteAddress ?? "") &&
    LOOPBACK_NAMES.includes(host.replace(/:\d+$/, ""));
  if (!nearby || fromElsewhere(headers)) return undefined;
  const said = headers[SAID];
  const name = typeof said === "string" ? said.replace(/[^\w+=,.@-]/g, "-").slice(0, 64) : "";
  return `${LOCAL_CALLER}/${name === "" ? "local" : name}`;
}
