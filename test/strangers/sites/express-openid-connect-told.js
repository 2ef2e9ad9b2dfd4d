// The same site, which is told by us when a session is over.
process.env.IS_TOLD = "true";
await import("./express-openid-connect.js");
