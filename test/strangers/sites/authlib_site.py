"""A site that signs people in by Authlib, as Debian ships it."""

import json
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

ISSUER, HOME = os.environ["ISSUER"], os.environ["HOME_URL"]
CA = os.environ["CERTIFICATE"]
client = OAuth2Session(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    scope="openid email",
    redirect_uri=HOME + "/callback",
)
client.verify = CA
metadata = client.get(ISSUER + "/.well-known/openid-configuration", withhold_token=True).json()
seen = {"user": "nobody"}


class Site(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def redirect(self, address):
        self.send_response(302)
        self.send_header("location", address)
        self.end_headers()

    def do_GET(self):
        if self.path == "/login":
            address, seen["state"] = client.create_authorization_url(metadata["authorization_endpoint"])
            return self.redirect(address)
        if self.path.startswith("/callback"):
            token = client.fetch_token(
                metadata["token_endpoint"],
                authorization_response=HOME + self.path,
                state=seen["state"],
            )
            keys = JsonWebKey.import_key_set(client.get(metadata["jwks_uri"], withhold_token=True).json())
            options = {"iss": {"essential": True, "value": ISSUER}, "aud": {"value": client.client_id}}
            claims = jwt.decode(token["id_token"], keys, claims_cls=CodeIDToken, claims_options=options)
            claims.validate()
            seen["user"] = client.get(metadata["userinfo_endpoint"]).json()
            return self.redirect("/")
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(seen["user"]).encode())


server = HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Site)
print("ready", flush=True)
server.serve_forever()
