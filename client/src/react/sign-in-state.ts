import type { PasskeyFailure } from "../account.ts";
import type {
  Approval,
  Challenge,
  Channel,
  ChallengeStatus,
  ClientError,
  CodeRequest,
  FactorRequired,
  SolveBotCheck,
} from "../client.ts";

/** What a sign-in is about, and how it reaches the service. It is read once, when the component is made. */
export interface SignInOptions {
  /**
   * Where the service is, with its stage if it has one. Two sign-ins of one page that share it share what a reload keeps.
   * @default the page's own origin
   */
  readonly baseUrl?: string;
  /**
   * Keeps the session's credential in the tab's `sessionStorage`, so that a reload signs in again. Every script of the
   * page's origin can read it there. @default false
   */
  readonly keepSession?: boolean;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
  /** Has your page's own widget of Cloudflare Turnstile make a token. @default none: the refusal is shown */
  readonly solveBotCheck?: SolveBotCheck;
}

/** Where the person is. */
export type SignInStep =
  /** A session that was kept is being asked about; after a reload, and with `keepSession` alone. */
  | { readonly step: "resuming" }
  /** An address is asked for. */
  | { readonly step: "address" }
  /** The code is asked for. */
  | {
      readonly step: "code";
      readonly challenge: Challenge;
      /** What happens to the message. */
      readonly delivery: ChallengeStatus["delivery"];
      /** When the code ends, in milliseconds since 1970 by this browser's clock. */
      readonly expiresAt: number;
      /** When the code may be sent again, in milliseconds since 1970 by this browser's clock. */
      readonly resendAt: number;
    }
  /** The code was right, and a second step is asked for: `prove` and `byPasskey` take it. */
  | {
      readonly step: "second-step";
      /** Its `factors` are what can be proved by now. With none the user sets up an authenticator first. */
      readonly required: FactorRequired;
      /** When the step ends, in milliseconds since 1970 by this browser's clock. */
      readonly expiresAt: number;
    }
  /** The access token and, of the purpose `login`, the session's credential. */
  | { readonly step: "signed-in"; readonly approval: Approval };

/** All that a form shows. */
export type SignInState = SignInStep & {
  /** A call is under way. */
  readonly busy: boolean;
  /** What went wrong last; the next call clears it. */
  readonly problem?: ClientError | PasskeyFailure | undefined;
};

/** What a form does. None of it throws, and while one call is under way another of another kind does nothing. */
export interface SignInActions {
  /** Opens a challenge and has its code sent. An equal call meanwhile is the same call: one code is sent. */
  readonly request: (body: CodeRequest) => Promise<void>;
  /** Checks what the person typed. */
  readonly verify: (code: string) => Promise<void>;
  /** Sends the same code again, by another channel if you name one. */
  readonly resend: (channel?: Channel) => Promise<void>;
  /** Proves a factor whose code the user typed, spaces and all. */
  readonly prove: (factor: "totp" | "backup-code", code: string) => Promise<void>;
  /**
   * Shows the browser's dialog: signs in by passkey where an address is asked for, and proves it as a second step, which
   * counts on the service's own origin alone. A dialog that the user closed is no problem.
   */
  readonly byPasskey: () => Promise<void>;
  /** Signs in with what a second step of your own has answered. */
  readonly complete: (approval: Approval) => void;
  /** Asks for an address again. A call under way is given up, and what was kept is forgotten; a session is not ended. */
  readonly reset: () => void;
}
