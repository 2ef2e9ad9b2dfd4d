import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type * as z from "zod/mini";
import type { assertion, registration } from "./schemas.ts";

/** An assertion as the library takes it. */
export function assertionOf({ response, ...rest }: z.infer<typeof assertion>): AuthenticationResponseJSON {
  const { userHandle, ...signed } = response;
  return {
    ...rest,
    clientExtensionResults: {},
    response: { ...signed, ...(typeof userHandle === "string" && { userHandle }) },
  };
}

/** A registration as the library takes it. */
export function registrationOf({
  response,
  ...rest
}: z.infer<typeof registration>): RegistrationResponseJSON {
  const { transports = [], ...made } = response;
  // A browser may know ways that the library's type does not: they are kept as they are.
  const known = transports;
  return { ...rest, clientExtensionResults: {}, response: { ...made, transports: known } };
}
