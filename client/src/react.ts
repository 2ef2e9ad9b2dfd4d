export type {
  Approval,
  Challenge,
  ChallengeStatus,
  Channel,
  ClientError,
  CodeRequest,
  FactorRequired,
} from "./client.ts";
export type { PasskeyFailure } from "./account.ts";
export type { Words } from "./element/words.ts";
export type { SignInActions, SignInOptions, SignInState, SignInStep } from "./react/sign-in-state.ts";
export { SignIn, type SignInProps } from "./react/sign-in.ts";
export { type SignInFlow, useSecondsLeft, useSignIn } from "./react/use-sign-in.ts";
