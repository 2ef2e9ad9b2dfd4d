import type { PasskeyChoice } from "./passkeys.ts";

/** A host as WebAuthn names the party that a passkey is for: a domain, without scheme and port. */
export const HOST =
  /^(?=.{1,253}$)(localhost|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])$/;

/** Whose host changes with the API: a passkey that is bound to it would be lost then. */
const AWS_HOST = /\.execute-api\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;

/** What an app of Android says as its origin: the hash of the certificate that it is signed with. */
export const ANDROID_ORIGIN = /^android:apk-key-hash:[\w-]{43}$/;

/** The party that passkeys are for. */
export interface PasskeyParty {
  readonly rpId: string;
  /** The service's own, where passkeys are enrolled and changed. */
  readonly ownOrigin: string;
  /** All from which users sign in. */
  readonly origins: readonly string[];
}

/**
 * As whom the service asks for passkeys, if it does: not on AWS's own host unless the owner names one, and not on a bare
 * address, which no passkey can be for.
 * @param publicUrl where the service is reached
 */
export function passkeyParty(choice: PasskeyChoice, publicUrl: string): PasskeyParty | undefined {
  if (choice === "off") return undefined;
  const { hostname, origin: ownOrigin } = new URL(publicUrl);
  const { rpId, origins } = choice === "on" ? { rpId: undefined, origins: [] } : choice;
  if (rpId === undefined && (AWS_HOST.test(hostname) || !HOST.test(hostname))) return undefined;
  return { rpId: rpId ?? hostname, ownOrigin, origins: [ownOrigin, ...origins] };
}

/**
 * Whether a user's passkeys can be asked for: what `factors.passkeys` says is not enough, on a host that has none. What
 * cannot be asked for must not count as what a user could prove.
 */
export function takesPasskeys({
  settings,
  publicUrl,
}: {
  readonly settings: { readonly factors: { readonly passkeys: PasskeyChoice } };
  readonly publicUrl: string;
}): boolean {
  return passkeyParty(settings.factors.passkeys, publicUrl) !== undefined;
}

/** What is wrong with the hosts of passkeys: where in {@link PasskeyChoice}, and in which words. */
export interface PasskeyFault {
  readonly place: "passkeys" | "passkeys.rpId" | "passkeys.origins";
  readonly words: string;
}

/**
 * What a browser would refuse each time.
 * @param publicUrl undefined for the address that AWS will make up
 */
export function passkeyFaults(choice: PasskeyChoice, publicUrl: string | undefined): PasskeyFault[] {
  if (choice === "off") return [];
  const { rpId, origins } = choice === "on" ? { rpId: undefined, origins: [] } : choice;
  const own = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  if (rpId === undefined && (own === undefined || AWS_HOST.test(own)))
    return [
      {
        place: "passkeys",
        words:
          "a passkey is for one host for ever, and the address that AWS makes up changes with the API: give the stage a domain, name the host in rpId, or say off",
      },
    ];
  if (rpId !== undefined && own !== undefined && !isWithin(own, rpId))
    return [
      {
        place: "passkeys.rpId",
        words: `must be the host of the service, ${own}, or a domain above it: browsers let its pages ask for no other passkeys`,
      },
    ];
  const party = rpId ?? own;
  const foreign = origins.filter(
    (one) => party !== undefined && !ANDROID_ORIGIN.test(one) && !isWithin(new URL(one).hostname, party),
  );
  if (foreign.length === 0) return [];
  return [
    {
      place: "passkeys.origins",
      words: `${foreign.join(", ")} is not within ${party ?? ""}: browsers let no page there ask for its passkeys`,
    },
  ];
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
