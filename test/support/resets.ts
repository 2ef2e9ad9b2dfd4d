import { recipientKey } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { accountOf, anAddress } from "./account-user.ts";
import type { Answer } from "./ask.ts";
import { outcomeOf } from "./desk.ts";
import { enrol } from "./enrolled.ts";
import type { TestService } from "./service.ts";

/** The settings of a service whose customers have factors to lose. */
export const LOSABLE = {
  ...{ registration: "registered", secondFactor: "optional", factors: { passkeys: "on" } },
  brand: { name: "Kiosk" },
};

/** What admins of a service do for users who lost all factors, and what its mailboxes have of it. */
export function resetsOf(service: () => TestService) {
  const desk = (
    name: string,
    customer: string,
    { by = "bo", ...more }: { readonly by?: string } & Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> => outcomeOf(service(), name, { customer, ...more }, { "x-latchkey-session": by });
  const linkIn = (address: string) => {
    const texts = service()
      .inbox.list(address)
      .map(({ text }) => /\S+\/otp\/keep-factors\?t=([\w-]+)/.exec(text)?.[1]);
    return texts.find((token) => token !== undefined);
  };
  const shown = async (customer: string) => (await desk("factors-show", customer)).body;
  const { signIn } = accountOf(service);
  let serial = 0;
  return {
    /** A customer with two addresses, and an authenticator with two backup codes. */
    async customer(id = `lost-${++serial}`) {
      const [email, other] = [anAddress(), anAddress()];
      for (const recipient of [email, other]) {
        const { status } = await service().post("/_local/customers", { recipient, customerId: id });
        if (status !== 201) throw new Error(`no customer was registered: ${status}`);
      }
      return { id, email, other, user: await enrol(service(), id, 2) };
    },
    /** How many steps a sign-in takes. */
    steps: async (address: string) => ((await signIn(address)).body.status === "factor-required" ? 2 : 1),
    resetOf: async (customer: string) => (await shown(customer)).reset,
    /** Asks for a reset, and has the stream's consumers do what follows. */
    async reset(customer: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
      const answer = await desk("factors-reset", customer, { evidence: "showed a passport", ...more });
      await service().settled();
      return answer;
    },
    cancel: (customer: string, more: Readonly<Record<string, unknown>> = {}) =>
      desk("factors-cancel-reset", customer, more),
    shown,
    /** The token of the newest link to keep factors in a mailbox. */
    linkIn,
    keep: (t: string) => service().post("/otp/keep-factors", { t }),
    /** What the item of a subject's factors is named by. */
    placeOf: async (subject: string) => subjectKey(await service().services.keys.recipient(), subject),
    keyOf: async (address: string) =>
      recipientKey(await service().services.keys.recipient(), { addressKind: "email", address }),
  };
}
