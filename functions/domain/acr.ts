/**
 * How well a user was told apart from others, the weakest first (OpenID Connect Core, 2): by a code that was sent, which
 * every sign-in reaches; by a second factor beside it; by a passkey whose authenticator made sure of its user, which no
 * phishing page can pass on (OpenID Connect EAP ACR Values, 2).
 */
export const ACRS = ["latchkey:1", "latchkey:2", "phr"] as const;
export type Acr = (typeof ACRS)[number];

/** What methods of a sign-in reach (RFC 8176). */
export function acrOf(amr: readonly string[]): Acr {
  if (amr.includes("pop") && amr.includes("user")) return "phr";
  return amr.includes("mfa") ? "latchkey:2" : "latchkey:1";
}

/** Whether what was reached is as much as what was asked for. */
export function suffices(reached: Acr, asked: Acr): boolean {
  return ACRS.indexOf(reached) >= ACRS.indexOf(asked);
}

/**
 * What an app is told: the first that it asked for and that was reached, or else what was reached. An app that asks for
 * less finds its own value again.
 */
export function toldAcr(reached: Acr, asked: readonly Acr[]): Acr {
  return asked.find((one) => suffices(reached, one)) ?? reached;
}

/** The values that mean something here, in the order in which they stand in a list. */
export function readAcrs(values: readonly unknown[]): readonly Acr[] {
  return values.flatMap((value) => ACRS.filter((one) => one === value));
}
