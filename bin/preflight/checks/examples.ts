import { senderDomain } from "../../../lib/sender.ts";
import { type Check, fine, type Finding, stop } from "../check.ts";

/** Reserved for documents and tests (RFC 2606, RFC 6761): no user's mail server is there. */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|invalid|test|localhost|localdomain)$/i;

/** Addresses that cdk.json came with. They need no account to be found. */
export const examplesCheck: Check = {
  looksAt: "addresses of the example",
  actions: [],
  run(_account, { config }) {
    const places: readonly (readonly [string, string | undefined])[] = [
      [
        "settings.channels.email.from",
        config.settings.channels.email.enabled ? senderDomain(config) : undefined,
      ],
      ["alarmEmail", config.alarmEmail?.split("@")[1]],
      ["domain.name", config.domain?.name],
    ];
    const findings: Finding[] = places
      .filter(([, domain]) => domain !== undefined && RESERVED.test(domain))
      .map(([place, domain]) =>
        stop(`${place} is of ${domain ?? ""}, which belongs to no owner`, "name an address of yours"),
      );
    return Promise.resolve(findings.length > 0 ? findings : [fine("none is left")]);
  },
};
