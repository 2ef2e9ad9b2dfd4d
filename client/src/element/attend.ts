import type { Challenge, ChallengeStatus, Client, ClientError } from "../client.ts";
import { overOf } from "./read-answers.ts";
import type { Step } from "./steps.ts";
import { deliveryWords, watchDelivery } from "./watch-delivery.ts";
import type { Speech } from "./words.ts";

/** Follows the message of a challenge while its code is asked for, and takes the code from an SMS. */
export function attend(
  { challengeId, channel }: Challenge,
  { form, input, delivery }: Step,
  {
    client,
    speech,
    over,
  }: { readonly client: Client; readonly speech: Speech; readonly over: (error: ClientError) => void },
  signal: AbortSignal,
): void {
  const look = async () => {
    const answer = await client.status({ challengeId }, { signal });
    return answer.ok ? answer.value : undefined;
  };
  const tell = ({ status, delivery: told }: ChallengeStatus) => {
    const error = overOf(status);
    // A call under way says itself what came of it.
    if (error && !form.ariaBusy) {
      over(error);
      return;
    }
    const { name, bad } = deliveryWords(told);
    const text = name === undefined ? "" : speech.say(name);
    if (!delivery || delivery.textContent === text) return;
    delivery.textContent = text;
    delivery.classList.toggle("error", bad);
  };
  watchDelivery(look, tell, signal);
  if (channel !== "sms" || !("OTPCredential" in globalThis)) return;
  const take = (code: string) => {
    input.value = code;
    form.requestSubmit();
  };
  // Few browsers have it. Without the file the code is typed.
  import("./await-sms.ts").then(({ awaitSms }) => signal.aborted || awaitSms(take, signal), Boolean);
}
