import { type SoftPasskey, softPasskey, type Told } from "./authenticator.ts";
import { begin, creationOptions, type PasskeyUser, signedIn } from "./passkey-user.ts";
import type { TestService } from "./service.ts";

type User = Pick<PasskeyUser, "authorization">;
type Made = ReturnType<SoftPasskey["get"]>;

/** What browsers and authenticators send, where reports about other products say that it is not what was expected. */
export function reportedPasskeys(service: () => TestService) {
  const post = (registration: unknown, user: User) =>
    service().post("/otp/passkeys", { registration }, user.authorization);
  return {
    post,
    listOf: async (user: User) =>
      (await service().get("/otp/passkeys", user.authorization)).body as {
        passkeys: { id: string; name: string; backedUp: boolean }[];
      },
    /** Makes a passkey, whose answer is changed under way, and sends it. */
    async enrolled(told: Told = {}, change: (made: object) => object = (made) => made) {
      const user = await signedIn(service());
      const passkey = softPasskey({ origin: service().url });
      const answer = await post(change(passkey.create(await creationOptions(service(), user), told)), user);
      await service().settled();
      return { user, passkey, answer };
    },
    /** Signs in by an assertion that is changed under way. */
    async signInWith(passkey: SoftPasskey, change: (made: Made) => object, told: Told = {}) {
      const { publicKey, verifier } = await begin(service());
      const answer = await service().post("/otp/passkeys/verify", {
        ...{ assertion: change(passkey.get(publicKey, told)), verifier },
      });
      await service().settled();
      return answer;
    },
  };
}

/** Changes members of what an authenticator answered. */
export const within =
  (members: object) =>
  (made: object): object => ({
    ...made,
    response: { ...(made as { response: object }).response, ...members },
  });
