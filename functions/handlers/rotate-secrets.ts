import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SecretsManagerRotationEvent } from "aws-lambda";
import { inLambda, type RotatingSecretIds, readRotatingSecretIds } from "../config.ts";
import { Fault } from "../domain/errors.ts";
import { ROTATING_SECRETS, type RotatingSecret } from "../routes.ts";
import { revokeSecret, takeRotationStep } from "../keys/rotation-steps.ts";

/** What an operator sends when keys have leaked; see bin/rotate-keys.ts. */
interface Revocation {
  readonly secret: RotatingSecret;
  readonly revoke: true;
}

/** Rotates secrets as Secrets Manager asks, step by step, or revokes the keys of one at once. */
export const create =
  (client: SecretsManagerClient, ids: RotatingSecretIds) =>
  async (event: SecretsManagerRotationEvent | Revocation): Promise<void> => {
    const clock = () => Math.floor(Date.now() / 1000);
    const name = ROTATING_SECRETS.find((one) =>
      "Step" in event ? ids[one] === event.SecretId : one === event.secret,
    );
    const id = name && ids[name];
    if (name === undefined || id === undefined)
      throw new Fault("configuration", "There is no such secret that rotates.");
    const secret = { name, id, verifyingId: ids.verifying };
    if ("Step" in event)
      return takeRotationStep(client, secret, { step: event.Step, version: event.ClientRequestToken }, clock);
    // Nothing else is ever asked of this function, least of all by mistake.
    if ((event.revoke as unknown) !== true) throw new Fault("configuration", "The event asks for nothing.");
    return revokeSecret(client, secret, clock);
  };

export const handler = inLambda ? create(new SecretsManagerClient({}), readRotatingSecretIds()) : undefined;
