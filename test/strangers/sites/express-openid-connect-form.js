// The same site, which is told by a form: the library's own default where the app asks for nothing else.
process.env.RESPONSE_MODE = "form_post";
await import("./express-openid-connect.js");
