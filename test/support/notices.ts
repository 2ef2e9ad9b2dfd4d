import type { Totp } from "../../functions/domain/factors.ts";
import type { FactorImage } from "../../functions/domain/notice.ts";
import type { TestService } from "./service.ts";

const EMPTY = { failures: 0, lastFailureAt: 0 };

/** A subject with one authenticator, as the stream shows its item. */
export const image = (totp: Totp, changedAt: number): FactorImage => ({
  ...{
    subject: "anna",
    version: 2,
    totps: [totp],
    passkeys: [],
    pushes: [],
    proofs: {},
    codes: {},
    lanes: [],
  },
  counts: { known: EMPTY, strangers: EMPTY },
  changedAt,
});

interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** What mailboxes of a service have but for codes, the oldest first. */
export function noticesOf(service: () => TestService) {
  const notices = async (address: string): Promise<readonly Mail[]> => {
    await service().settled();
    const { text } = await service().get(`/_local/inbox?recipient=${encodeURIComponent(address)}`);
    return (JSON.parse(text) as Mail[]).filter(({ subject }) => !/\d{6}/.test(subject)).reverse();
  };
  const told = async (address: string) => (await notices(address)).map(({ subject }) => subject);
  return { notices, told };
}
