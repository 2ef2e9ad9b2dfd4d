import type { StageConfig } from "./stage-schema.ts";

/** The domain that e-mail comes from. */
export function senderDomain({ settings }: StageConfig): string {
  return domainOf(settings.channels.email.from);
}

/** Whether an address is one of the documents' examples, which reaches no user and no operator. (RFC 2606, RFC 6761) */
export function isExample(address: string): boolean {
  return /(^|\.)(example(\.(com|net|org))?|invalid|test|localhost|localdomain)$/i.test(domainOf(address));
}

function domainOf(address: string): string {
  return address.split("@").at(-1) ?? "";
}
