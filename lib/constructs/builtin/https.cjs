/* global process */
// What a bundle gets for `node:https`, whichever way it asks. ADR 65 has the reason.
module.exports = process.getBuiltinModule("node:https");
