import type { ClientError } from "../client.ts";
import { countDown } from "./count-down.ts";
import { errorWords, NEEDS_HELP } from "./error-words.ts";
import type { Step } from "./steps.ts";
import type { Speech } from "./words.ts";

/** The clock of the error that each step shows. */
const clocks = new WeakMap<Step, ReturnType<typeof setInterval>>();

/** Says at the field what is wrong with it, or that something else is. */
export function blame(step: Step, text: string, wrong: boolean): void {
  stopClock(step);
  step.error.textContent = text;
  step.help.hidden = true;
  step.input.ariaInvalid = String(wrong);
  if (step.delivery || step.submit) step.input.select();
  step.input.focus();
}

/**
 * Says what came of a call; a limit counts down until it is over.
 * @param says what is said of it in place of the usual words; an owner's own come first
 */
export function tellError(
  step: Step,
  speech: Speech,
  error: ClientError,
  signal: AbortSignal,
  says?: string,
): void {
  const wrong = error.type === "invalid-request" || error.type === "incorrect-code";
  blame(step, errorWords(speech, error, says), wrong);
  step.help.hidden = !NEEDS_HELP.has(error.type) || step.help.getAttribute("href") === null;
  if (error.type !== "rate-limited" && error.type !== "channel-unavailable") return;
  const clock = countDown(error.retryAfter, (seconds) => {
    step.error.textContent = seconds > 0 ? errorWords(speech, { ...error, retryAfter: seconds }) : "";
  });
  clocks.set(step, clock);
  signal.addEventListener("abort", () => stopClock(step), { once: true });
}

function stopClock(step: Step): void {
  clearInterval(clocks.get(step));
}
