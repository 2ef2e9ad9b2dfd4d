import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type * as z from "zod/mini";
import type { assertion, registration } from "./schemas.ts";

/** An assertion as the library takes it: what is checked, and nothing that came along. */
export function assertionOf({
  id,
  rawId,
  type,
  response,
}: z.infer<typeof assertion>): AuthenticationResponseJSON {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    ...{ id, rawId, type, clientExtensionResults: {} },
    response: {
      ...{ clientDataJSON, authenticatorData, signature },
      ...(typeof userHandle === "string" && { userHandle }),
    },
  };
}

/** A registration as the library takes it. */
export function registrationOf({
  id,
  rawId,
  type,
  response,
}: z.infer<typeof registration>): RegistrationResponseJSON {
  const { clientDataJSON, attestationObject, transports = [] } = response;
  return {
    ...{ id, rawId, type, clientExtensionResults: {} },
    response: { clientDataJSON, attestationObject, transports },
  };
}
