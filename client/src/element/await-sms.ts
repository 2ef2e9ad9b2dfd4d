/**
 * Has the browser hand over the code of an SMS (WebOTP), where it can. It is given up once the step is over, and only
 * while it still waits: some browsers end the whole page when a finished wait is ended again.
 * @see https://wicg.github.io/web-otp/
 */
export function awaitSms(take: (code: string) => void, signal: AbortSignal): void {
  const waiting = new AbortController();
  let waits = true;
  const giveUp = () => {
    if (waits) waiting.abort();
  };
  signal.addEventListener("abort", giveUp, { once: true });
  const options = { otp: { transport: ["sms"] }, signal: waiting.signal } as CredentialRequestOptions;
  navigator.credentials.get(options).then(
    (found) => {
      waits = false;
      const code = (found as { readonly code?: unknown } | null)?.code;
      if (!signal.aborted && typeof code === "string") take(code);
    },
    () => {
      // Refused, or there was none: the code is typed.
      waits = false;
    },
  );
}
