import { useEffect, useState, useSyncExternalStore } from "react";
import { countDown } from "../element/count-down.ts";
import { createFlow, START } from "./flow.ts";
import type { SignInActions, SignInOptions, SignInState } from "./sign-in-state.ts";

/** A sign-in: where it is, and what can be done. The actions stay the same functions. */
export type SignInFlow = SignInState & SignInActions;

/**
 * A sign-in with a form of your own. A reload keeps the open challenge, and with `keepSession` the session. Effects that
 * StrictMode runs twice send one code.
 * @param options are read once; give the component another `key` to change them
 */
export function useSignIn(options: SignInOptions = {}): SignInFlow {
  const [flow] = useState(() => createFlow(options));
  const state = useSyncExternalStore(flow.subscribe, flow.snapshot, () => START);
  useEffect(() => flow.connect(), [flow]);
  const { request, verify, resend, prove, byPasskey, complete, reset } = flow;
  return { ...state, request, verify, resend, prove, byPasskey, complete, reset };
}

/** Counts down, every second. @param until milliseconds since 1970, as `expiresAt` and `resendAt` @returns seconds, 0 once it is over */
export function useSecondsLeft(until: number): number {
  const [told, tell] = useState({ until, left: secondsUntil(until) });
  useEffect(() => {
    const timer = countDown(secondsUntil(until), (left) => tell({ until, left }));
    return () => clearInterval(timer);
  }, [until]);
  // Another end counts at once, before its first second.
  return told.until === until ? told.left : secondsUntil(until);
}

function secondsUntil(until: number): number {
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
