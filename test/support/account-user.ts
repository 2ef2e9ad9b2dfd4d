import type { Answer } from "./ask.ts";
import type { TestService } from "./service.ts";

/** Where users see and change their factors. */
export const FACTORS = "/otp/account/factors";

let serial = 0;

/** An address that no other test has. */
export const anAddress = () => `account${++serial}@example.com`;

export const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });

/** The status of a problem and its name. */
export const problemOf = ({ status, body }: Answer) => [status, String(body.type).split(":").at(-1)];

/** What users of a service do about their factors, as programs. */
export function accountOf(service: () => TestService) {
  return {
    /** Signs in by the code alone. */
    async signIn(address = anAddress(), more: object = {}) {
      service().clock.advance(31);
      const challenge = await service().challenge(address);
      const { body } = await service().post("/otp/verify", { ...challenge, ...more });
      await service().settled();
      return { address, body, headers: bearer(body.sessionToken) };
    },
    /** Types the code, and then proves a factor. */
    async signInWith(address: string, factor: string, code: () => string) {
      service().clock.advance(31);
      const challenge = await service().challenge(address);
      const { body } = await service().post("/otp/verify", challenge);
      if (body.status !== "factor-required") throw new Error(`verify was answered ${String(body.status)}`);
      const { challengeId, factorToken } = body;
      return service().post("/otp/factor", { challengeId, factorToken, factor, code: code() });
    },
    shown: async (headers: Record<string, string>) => (await service().get(FACTORS, headers)).body,
    begin: (headers: Record<string, string>) => service().post(`${FACTORS}/totp`, {}, headers),
    remove: (id: string, headers: Record<string, string>) =>
      service().post(`${FACTORS}/totp/remove`, { id }, headers),
    renew: (headers: Record<string, string>) => service().post(`${FACTORS}/backup-codes`, {}, headers),
  };
}
