/** Why no walk of test/http/docs/described.test.ts can be answered so. A reason for what was seen would be wrong. */
export const ELSEWHERE: readonly [reason: string, answers: RegExp][] = [
  [
    "the desk's own pages answer, as test/http/desk/pages.test.ts has it",
    /^\S+ \/admin(\/\S+)? (?!303|403 forbidden-origin|404 not-found)\d/,
  ],
  [
    "the firewall in front of the API answers",
    /^(?!POST \/admin-api\/)(?!\S+ \/server|\S+ \/otp\/receipts\/).* 403 forbidden$/,
  ],
  [
    "API Gateway's throttle answers: the route has no limit of its own",
    /^(?!POST (\/server)?\/otp\/(request|resend) ).* 429 rate-limited$/,
  ],
  [
    "a service that names apps of Apple's systems answers, as test/http/delivery/native-apps.test.ts has it",
    /^GET \/\.well-known\/apple-app-site-association 200 /,
  ],
  [
    "a service that lets the owner's attacks in answers, as test/http/operations/attack-token.test.ts has it",
    /^GET \/\.well-known\/latchkey-attack 200 /,
  ],
  [
    "it reads nothing that could fail",
    /^GET \/(openapi\.json|\.well-known\/(openid-configuration|oauth-authorization-server|apple-app-site-association|latchkey-attack)|otp\/script\.js|otp\/push\/(worker\.js|manifest\.json)) 500 internal$/,
  ],
];
