import type { FaultPage } from "../http/endpoint.ts";
import { pageReply } from "./layout.ts";
import { overPage } from "./over-page.ts";
import { frameOf, type PageTools } from "./page-frame.ts";

/** The page of a fault, on which a person can only begin again. */
export function faultPageOf(tools: PageTools): FaultPage {
  return (request, fault) => {
    const frame = frameOf(tools, request, "/otp/request");
    return pageReply(fault.status, frame, overPage(frame, fault), fault);
  };
}
