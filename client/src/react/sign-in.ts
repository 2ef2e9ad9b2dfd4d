import {
  createElement,
  forwardRef,
  type HTMLAttributes,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import type { Approval, Channel, ClientError, FactorRequired } from "../client.ts";
import type { LatchkeySignIn } from "../element.ts";
import type { Words } from "../element/words.ts";

/** The attributes of `<latchkey-sign-in>` with their types, and what it tells. Others go to the tag as they are. */
export interface SignInProps extends Omit<HTMLAttributes<LatchkeySignIn>, "onError"> {
  /** Where the service is. @default the page's own origin */
  readonly baseUrl?: string | undefined;
  /** In this order; the first one is chosen. @default e-mail and SMS */
  readonly channels?: readonly Channel[] | undefined;
  /** ISO 3166: people choose the country of a number among them. @default no choice */
  readonly countries?: readonly string[] | undefined;
  /** Where help is: `https:`, `mailto:` or `tel:`. */
  readonly supportUrl?: string | undefined;
  /** The language of form and message. @default the browser's */
  readonly locale?: string | undefined;
  /** Keeps the session's credential in the tab's `sessionStorage`, where every script of the page's origin can read it. @default false */
  readonly keepSession?: boolean | undefined;
  /** Offers the sign-in by passkey, where browser and service take one from this page. @default false */
  readonly passkeys?: boolean | undefined;
  /** Your own words, some or all of them. */
  readonly words?: Words | undefined;
  readonly onSignedIn?: ((approval: Approval) => void) | undefined;
  readonly onError?: ((error: ClientError) => void) | undefined;
  /** A second step is asked for, by the tag. To ask yourself use the slot `second-step`, and `complete` of the `ref`. */
  readonly onFactorRequired?: ((required: FactorRequired) => void) | undefined;
}

/** Before the browser paints, so that no event is missed. A server has no such moment, and React would warn of it. */
const useCommitted = "document" in globalThis ? useLayoutEffect : useEffect;

/** The whole sign-in as a component: the tag, which is loaded where it is first shown. `ref` gives the element. */
export const SignIn = forwardRef<LatchkeySignIn | null, SignInProps>(function SignIn(
  {
    baseUrl,
    channels,
    countries,
    supportUrl,
    locale,
    keepSession,
    passkeys,
    words,
    onSignedIn,
    onError,
    onFactorRequired,
    className,
    ...rest
  },
  ref,
) {
  const element = useRef<LatchkeySignIn>(null);
  useImperativeHandle<LatchkeySignIn | null, LatchkeySignIn | null>(ref, () => element.current);

  const told = useRef({ onSignedIn, onError, onFactorRequired });
  useCommitted(() => {
    told.current = { onSignedIn, onError, onFactorRequired };
  });
  useCommitted(() => {
    const tag = element.current;
    const signedIn = ({ detail }: CustomEvent<Approval>) => told.current.onSignedIn?.(detail);
    const failed = ({ detail }: CustomEvent<ClientError>) => told.current.onError?.(detail);
    const required = ({ detail }: CustomEvent<FactorRequired>) => told.current.onFactorRequired?.(detail);
    tag?.addEventListener("latchkey-signed-in", signedIn);
    tag?.addEventListener("latchkey-error", failed);
    tag?.addEventListener("latchkey-factor-required", required);
    return () => {
      tag?.removeEventListener("latchkey-signed-in", signedIn);
      tag?.removeEventListener("latchkey-error", failed);
      tag?.removeEventListener("latchkey-factor-required", required);
    };
  }, []);

  // Words redraw the form: a new object that says the same must not take the focus away.
  const said = JSON.stringify(words ?? {});
  useEffect(() => {
    // Not at the top: who uses the hook alone does not load the tag. A property set before that would hide its setter.
    void import("../element.ts").then(() => {
      if (element.current && (said !== "{}" || Object.keys(element.current.words).length > 0))
        element.current.words = JSON.parse(said) as Words;
    });
  }, [said]);

  return createElement("latchkey-sign-in", {
    ...rest,
    ref: element,
    // React 18 leaves the attributes of tags that it does not know as they are written.
    class: className,
    "base-url": baseUrl,
    channels: channels?.join(","),
    countries: countries?.join(","),
    "support-url": supportUrl,
    locale,
    "keep-session": keepSession ? "" : undefined,
    passkeys: passkeys ? "" : undefined,
  });
});
