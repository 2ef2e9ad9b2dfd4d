/** ES256, EdDSA and RS256, as COSE numbers them, in the order in which authenticators are asked for them. */
export const ALGORITHMS = [-7, -8, -257];
