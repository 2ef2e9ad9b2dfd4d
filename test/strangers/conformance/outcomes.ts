import type { Outcome } from "./suite.ts";

/**
 * How modules end that do not simply pass: skipped by the suite's own rule, or with a warning that docs/clients.md names
 * with its reason.
 */
export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  "oidcc-idtoken-signature": skipped("not applicable to clients that are registered by hand"),
  "oidcc-idtoken-unsigned": skipped("not applicable to clients that are registered by hand"),
  "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": skipped(
    "not applicable to clients that are registered by hand",
  ),
  "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": skipped(
    "the error request_not_supported says that there are no request objects",
  ),
  "oidcc-scope-profile": skipped("scopes_supported lacks profile"),
  "oidcc-scope-address": skipped("scopes_supported lacks address"),
  "oidcc-scope-all": skipped("scopes_supported lacks address, profile"),
  "oidcc-refresh-token": skipped("no refresh token was issued"),
  "oidcc-userinfo-post-body": warning("userinfo takes no access token in a body"),
  "oidcc-scope-phone": warning("userinfo has no claim of the scope phone"),
  "oidcc-claims-essential": warning("userinfo has no name, although it was essential"),
};

function skipped(reason: string): Outcome {
  return { result: "skipped", reasons: [reason] };
}

function warning(...reasons: readonly string[]): Outcome {
  return { result: "warning", reasons };
}
