import type {
  Approval,
  CallOptions,
  Challenge,
  ChallengeStatus,
  Client,
  ClientError,
  Result,
} from "../client.ts";
import { type Clocked, clocked } from "../element/clocked.ts";
import type { AccountClient, PasskeyFailure } from "../account.ts";
import { keptFor } from "../element/kept.ts";
import { approvalOf, EXPIRED, isOver, overOf } from "../element/read-answers.ts";
import { watchDelivery } from "../element/watch-delivery.ts";
import { LATE_PARTS } from "../late-parts.ts";
import { makeClient } from "../make-client.ts";
import type { SignInActions, SignInOptions, SignInState, SignInStep } from "./sign-in-state.ts";

/** What went wrong with a call; of a dialog that the user closed there is nothing to say. */
type Wrong = ClientError | PasskeyFailure;

/** The state of one sign-in, outside of React. */
export interface Flow extends SignInActions {
  readonly snapshot: () => SignInState;
  readonly subscribe: (changed: () => void) => () => void;
  /** Begins, or goes on; the answer ends it, unless it is begun again at once. */
  readonly connect: () => () => void;
}

/** Before anything is known: what a server renders, and the first picture in a browser. */
export const START: SignInState = { step: "address", busy: false };

function isFailure(error: Wrong): error is PasskeyFailure {
  return error.type.startsWith("passkey-");
}

/** Makes a sign-in, which does nothing before it is connected. */
export function createFlow({ baseUrl = "", keepSession = false, fetch, solveBotCheck }: SignInOptions): Flow {
  const client = makeClient({ baseUrl, solveBotCheck, ...(fetch && { fetch }) }, LATE_PARTS);
  const kept = keptFor(baseUrl);
  let account: AccountClient | undefined;
  const listeners = new Set<() => void>();
  let state = START;
  let mounts = 0;
  let begun = false;
  let halted = false;
  /** Ends what belongs to the step: its calls, its clock, its looks after the message. */
  let stop = new AbortController();
  let running: { readonly what: string; readonly done: Promise<void> } | undefined;

  /** The client of factors and passkeys is loaded by who needs it. */
  async function withAccount<Value>(
    act: (account: AccountClient) => Promise<Result<Value, Wrong>>,
  ): Promise<Result<Value, Wrong>> {
    try {
      const { createAccountClient } = await import("../account.ts");
      account ??= createAccountClient({ baseUrl, ...(fetch && { fetch }) });
    } catch {
      return { ok: false, error: { type: "network", detail: "A file of the page could not be loaded." } };
    }
    return act(account);
  }

  function set(next: SignInState): void {
    state = next;
    for (const changed of listeners) changed();
  }

  function go(step: SignInStep, problem?: Wrong): void {
    stop.abort();
    stop = new AbortController();
    running = undefined;
    set({ ...step, busy: false, problem });
    if (step.step === "code") attend(step.challenge, step.expiresAt);
    if (step.step === "second-step") endAt(step.expiresAt);
  }

  function ask({ challenge, expiresAt, resendAt }: Clocked): void {
    kept.writeChallenge({
      clocked: { challenge, expiresAt, resendAt },
      channel: challenge.channel,
      typed: "",
    });
    go({ step: "code", challenge, delivery: { state: "queued" }, expiresAt, resendAt });
  }

  function fail(error: Wrong): void {
    const locked = error.type === "too-many-attempts" && error.factors ? error.factors : [];
    if (state.step === "second-step" && locked.length > 0) {
      set({ ...state, required: { ...state.required, factors: locked }, busy: false, problem: error });
      return;
    }
    const isLast =
      state.step === "second-step" && error.type === "incorrect-code" && error.attemptsLeft === 0;
    if (!isLast && (isFailure(error) || !isOver(error))) {
      set({ ...state, busy: false, problem: error.type === "passkey-canceled" ? undefined : error });
      return;
    }
    kept.writeChallenge(undefined);
    go({ step: "address" }, error);
  }

  function finish(approval: Approval): void {
    kept.writeChallenge(undefined);
    // What confirms something else has no session, and ends none.
    if (keepSession && approval.sessionToken !== undefined) kept.writeSession(approval.sessionToken);
    go({ step: "signed-in", approval });
  }

  function complete(approval: Approval): void {
    kept.addDevice(approval.deviceToken);
    finish(approval);
  }

  /** Follows the message, and ends the step with its code. */
  function attend({ challengeId }: Challenge, expiresAt: number): void {
    const { signal } = stop;
    const look = async () => {
      const answer = await client.status({ challengeId }, { signal });
      return answer.ok ? answer.value : undefined;
    };
    const tell = ({ status, delivery }: ChallengeStatus) => {
      // A call under way says itself what came of it.
      const over = state.busy ? undefined : overOf(status);
      if (over) fail(over);
      else if (state.step === "code") set({ ...state, delivery });
    };
    watchDelivery(look, tell, signal);
    endAt(expiresAt);
  }

  /** Ends the step with its time. */
  function endAt(expiresAt: number): void {
    const timer = setTimeout(() => state.busy || fail(EXPIRED), expiresAt - Date.now());
    stop.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  }

  /** One call at a time: an effect that runs twice, or Enter after the last digit, must not send or count twice. */
  function call<Value>(
    what: string,
    calling: (client: Client, options: CallOptions) => Promise<Result<Value, Wrong>>,
    then: (value: Value) => void,
  ): Promise<void> {
    if (running) return running.what === what ? running.done : Promise.resolve();
    // An effect may run before the one that connects.
    if (stop.signal.aborted) stop = new AbortController();
    const { signal } = stop;
    const once = async () => {
      const result = await calling(client, { signal });
      if (signal.aborted) return;
      running = undefined;
      if (result.ok) then(result.value);
      else fail(result.error);
    };
    const done = once();
    running = { what, done };
    set({ ...state, busy: true, problem: undefined });
    return done;
  }

  /** Gives up what the step was about. A page that comes back goes on from there. */
  function halt(): void {
    halted = true;
    stop.abort();
    running = undefined;
    if (state.busy) set({ ...state, busy: false });
  }

  function goOn(): void {
    halted = false;
    if (stop.signal.aborted) stop = new AbortController();
    if (state.step === "resuming" && !running) begin();
    else if (state.step === "code") attend(state.challenge, state.expiresAt);
    else if (state.step === "second-step") endAt(state.expiresAt);
  }

  function begin(): void {
    const session = keepSession ? kept.readSession() : undefined;
    const challenge = kept.readChallenge();
    if (challenge) ask(challenge.clocked);
    else if (session !== undefined) {
      set({ step: "resuming", busy: false });
      void resume(session);
    }
  }

  async function resume(credential: string): Promise<void> {
    const { signal } = stop;
    const answer = await client.session(credential, { signal });
    if (signal.aborted) return;
    const approval = answer.ok ? approvalOf(answer.value, credential) : undefined;
    if (approval) {
      finish(approval);
      return;
    }
    if (answer.ok || answer.error.type === "no-session") kept.writeSession(undefined);
    const problem = answer.ok || answer.error.type === "no-session" ? undefined : answer.error;
    // A code that was asked for meanwhile is not lost with the session.
    if (running) set({ step: "address", busy: true });
    else go({ step: "address" }, problem);
  }

  return {
    snapshot: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    connect() {
      mounts += 1;
      // A child's effect may have made a call already.
      if (!begun && !running) begin();
      else if (halted) goOn();
      begun = true;
      return () => {
        mounts -= 1;
        // StrictMode unmounts and mounts again at once: that must not cost a second call.
        queueMicrotask(() => mounts === 0 && halt());
      };
    },
    request: (body) =>
      call(
        `request ${JSON.stringify(body)}`,
        (it, options) => it.request({ ...kept.readDevices(), ...body }, options),
        (value) => ask(clocked(value)),
      ),
    async verify(code) {
      if (state.step !== "code") return;
      const { challengeId } = state.challenge;
      const answer = { challengeId, code, remember: true };
      await call(
        "verify",
        (it, options) => it.verify(answer, options),
        (answer) => {
          if (answer.status === "approved") complete(answer);
          else {
            kept.writeChallenge(undefined);
            const expiresAt = Date.now() + answer.expiresIn * 1000;
            go({ step: "second-step", required: answer, expiresAt });
          }
        },
      );
    },
    async resend(channel) {
      if (state.step !== "code") return;
      const before = state.challenge;
      const { challengeId } = before;
      await call(
        "resend",
        (it, options) => it.resend({ challengeId, ...(channel && { channel }) }, options),
        // What was read of the address is told once.
        (value) => ask(clocked({ ...before, ...value })),
      );
    },
    async prove(factor, code) {
      if (state.step !== "second-step") return;
      const { challengeId, factorToken } = state.required;
      const proof = { challengeId, factorToken, factor, code, remember: true };
      await call(
        `prove ${JSON.stringify([factor, code])}`,
        (_, options) => withAccount((it) => it.factors.prove(proof, options)),
        complete,
      );
    },
    async byPasskey() {
      const { step } = state;
      if (step !== "address" && step !== "second-step") return;
      const waiting = state.step === "second-step" ? { ...state.required, remember: true } : undefined;
      await call(
        "passkey",
        (_, options) =>
          withAccount(({ passkeys }) =>
            waiting ? passkeys.secondStep(waiting, options) : passkeys.signIn({}, options),
          ),
        complete,
      );
    },
    complete,
    reset() {
      kept.writeChallenge(undefined);
      kept.writeSession(undefined);
      go({ step: "address" });
    },
  };
}
