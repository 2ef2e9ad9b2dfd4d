import { senderDomain } from "../../../lib/sender.ts";
import { DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { ListHostedZonesByNameCommand } from "@aws-sdk/client-route-53";
import type { Account } from "../account.ts";
import { carries, type Check, fine, note, stop, unlessMissing } from "../check.ts";

/**
 * The certificate of the stage's own domain.
 * @see https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html
 */
export const certificateCheck: Check = {
  looksAt: "the certificate",
  actions: ["acm:DescribeCertificate"],
  async run({ acm }, { config: { domain } }) {
    if (!domain) return [];
    const { certificateArn: CertificateArn, name } = domain;
    const found = await unlessMissing(
      acm.send(new DescribeCertificateCommand({ CertificateArn })),
      "ResourceNotFoundException",
    );
    const { Status, SubjectAlternativeNames = [], DomainName = "" } = found?.Certificate ?? {};
    if (!found) return [stop("there is no such certificate here", `request one for ${name}, in this region`)];
    if (Status !== "ISSUED")
      return [
        stop(
          `it is ${Status ?? "in no state"}`,
          "put its validation record into the zone, and wait for ISSUED",
        ),
      ];
    const wildcard = name.replace(/^[^.]+/, "*");
    return [DomainName, ...SubjectAlternativeNames].some((one) => one === name || one === wildcard)
      ? [fine(`it is issued for ${name}`)]
      : [stop(`it is not for ${name}`, `request one for ${name}`)];
  },
};

/** Whose zones this account holds: records of the others have to be put elsewhere. */
export const zoneCheck: Check = {
  looksAt: "DNS zones",
  actions: ["route53:ListHostedZonesByName"],
  async run(account, { config }) {
    const names = [
      ...(config.domain ? [config.domain.name] : []),
      ...(carries(config, "email", "ses") ? [senderDomain(config)] : []),
    ];
    return Promise.all(
      names.map(async (name) => {
        const zone = await zoneOf(account, name);
        return zone === undefined
          ? note(
              `no public zone of ${name} is in this account`,
              "put the records that the outputs name where its DNS is",
            )
          : fine(`${name} is in the zone ${zone}`);
      }),
    );
  },
};

/**
 * The closest public zone above a name: its labels are left off one by one.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html
 */
async function zoneOf({ route53 }: Account, name: string): Promise<string | undefined> {
  const labels = name.split(".");
  for (let start = 0; start < labels.length - 1; start += 1) {
    const DNSName = `${labels.slice(start).join(".")}.`;
    // A private zone may have the same name, before the public one or behind it.
    const { HostedZones = [] } = await route53.send(new ListHostedZonesByNameCommand({ DNSName }));
    if (HostedZones.some(({ Name, Config }) => Name === DNSName && Config?.PrivateZone !== true))
      return DNSName;
  }
  return undefined;
}
