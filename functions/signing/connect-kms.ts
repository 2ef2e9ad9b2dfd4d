import { KMSClient, type KMSClientConfig } from "@aws-sdk/client-kms";
import type { TokenParties } from "./check-token.ts";
import { kmsSigner } from "./kms.ts";
import type { Signer } from "./port.ts";

/** {@link kmsSigner} with a client of its own, apart so that only who signs with KMS has to load it. */
export function connectKms(
  options: KMSClientConfig,
  keyIds: readonly string[],
  parties: TokenParties,
): Signer {
  return kmsSigner(new KMSClient(options), keyIds, parties);
}
