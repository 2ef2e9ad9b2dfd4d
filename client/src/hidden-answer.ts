/** Services that it was said of already. */
const said = new Set<string>();

/**
 * Tells a developer why nothing was answered, where the browser hides the answer: the service is there, but its
 * `corsOrigins` lack this page. Its published keys may be read from every origin, so they tell one from the other: in an
 * outage they are not answered either.
 * @param base the address of the service, without a slash at its end
 */
export async function explainHidden(base: string, ask: typeof fetch): Promise<void> {
  // A server has no page that answers could be hidden from.
  const { location } = globalThis as {
    readonly location?: { readonly origin: string; readonly href: string };
  };
  if (!location || said.has(base)) return;
  const page = location.origin;
  const service = new URL(`${base}/`, location.href).origin;
  if (service === page) return;
  try {
    await ask(`${base}/.well-known/jwks.json`, { credentials: "omit", cache: "no-store" });
  } catch {
    return;
  }
  said.add(base);
  console.error(
    `Latchkey at ${service} answers, but the browser hides its answers from ${page}: add "${page}" to corsOrigins in the settings of the stage.`,
  );
}
