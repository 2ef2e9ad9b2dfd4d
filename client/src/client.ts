import type {
  Approval,
  Challenge,
  ChallengeStatus,
  Channel,
  CodeRequest,
  FactorRequired,
  Session,
} from "./answers.ts";
import type { CallOptions } from "./call.ts";
import type { ConnectionOptions } from "./connect.ts";
import type { Result } from "./errors.ts";
import { explainHidden } from "./hidden-answer.ts";
import { makeClient } from "./make-client.ts";
import { solveAny, type SolveBotCheck } from "./solve-puzzle.ts";

export type {
  Approval,
  Challenge,
  ChallengeStatus,
  Channel,
  CodeRequest,
  DeliveryState,
  FactorRequired,
  Session,
} from "./answers.ts";
export { type CodeReading, readCode } from "../../functions/domain/typed/code.ts";
export type { CodeFormat, CodeShape } from "../../functions/domain/typed/code-shape.ts";
export type { Acr } from "./acr.ts";
export type { Transaction } from "./transaction.ts";
export type { CallOptions, Retry } from "./call.ts";
export type { Puzzle, SolveBotCheck, TurnstilePuzzle } from "./solve-puzzle.ts";
export type { ClientError, Failure, Problem, ProblemType, Result } from "./errors.ts";

/** How a client reaches the service, and as whom. */
export interface ClientOptions extends ConnectionOptions {
  /** The key of one of your servers, which then calls the paths below `/server`. Never put one into a page. */
  readonly apiKey?: string;
  /**
   * Has a widget of Cloudflare Turnstile make a token, where the service wants one. The client loads no script of others.
   * What it throws counts as no token. @default none: the refusal is yours to show
   */
  readonly solveBotCheck?: SolveBotCheck | undefined;
}

/** The challenge that a call is about. */
export interface ChallengeReference {
  readonly challengeId: string;
}

/** The service's API. No method throws for what the service or the network does. */
export interface Client {
  /**
   * Opens a challenge and has its code sent. The client makes the `Idempotency-Key`, so that its own retries open one
   * challenge; give your own to repeat a call yourself. A puzzle that it is refused with it solves, and asks once more.
   */
  request(
    body: CodeRequest,
    options?: CallOptions & { readonly idempotencyKey?: string },
  ): Promise<Result<Challenge>>;
  /**
   * Checks what the person typed, spaces and all. With `remember` the approval has a `deviceToken` for later requests. Look
   * at `status`: where users have two steps the right code alone signs nobody in.
   */
  verify(
    body: ChallengeReference & { readonly code: string; readonly remember?: boolean },
    options?: CallOptions,
  ): Promise<Result<Approval | FactorRequired>>;
  /** Sends the same code again, by another channel if you name one. */
  resend(
    body: ChallengeReference & { readonly channel?: Channel; readonly clientIp?: string },
    options?: CallOptions,
  ): Promise<Result<Challenge>>;
  /** Tells the status of the challenge and of its message. */
  status(body: ChallengeReference, options?: CallOptions): Promise<Result<ChallengeStatus>>;
  /** Tells whether the session holds, and gives a fresh access token. Without a credential the browser's cookie counts. */
  session(credential?: string, options?: CallOptions): Promise<Result<Session>>;
  /** Ends the session; with `all` every session and pending challenge of the person. */
  logout(
    body?: { readonly credential?: string; readonly all?: boolean },
    options?: CallOptions,
  ): Promise<Result<undefined>>;
}

/** Makes a client. It keeps nothing between calls: tokens are yours to hold. */
export function createClient(options: ClientOptions): Client {
  return makeClient(options, { solve: solveAny, explain: explainHidden });
}
