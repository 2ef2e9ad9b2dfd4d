/**
 * Who calls, where a call does not say more: the common rules of AWS WAF, and of others, refuse a call without a name.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html NoUserAgent_HEADER
 */
export const USER_AGENT = "latchkey/1";
