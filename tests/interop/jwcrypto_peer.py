"""Python's jwcrypto and this library sign, check, encrypt and decrypt for each
other: each algorithm both ways, and what was changed on the way."""

import json
import subprocess
import sys
import tempfile

from jwcrypto import jwe, jwk, jws

tool = sys.argv[1]
failed = 0


def ours(what, key, text, *args):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as f:
        f.write(key.export())
        f.flush()
        run = subprocess.run([tool, what, f.name, *args], input=text.encode(), capture_output=True)
        return run.stdout.decode() if run.returncode == 0 else None


def expect(name, condition):
    global failed
    if not condition:
        failed += 1
        print("jwcrypto:", name)


rsa = jwk.JWK.generate(kty="RSA", size=2048)
curves = {c: jwk.JWK.generate(kty="EC", crv=c) for c in ("P-256", "P-384", "P-521")}
edwards = jwk.JWK.generate(kty="OKP", crv="Ed25519")
montgomery = jwk.JWK.generate(kty="OKP", crv="X25519")
secret = jwk.JWK.generate(kty="oct", size=512)
claims = json.dumps({"iss": "joe", "n": 5})
by_curve = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}

signatures = [f"{f}{n}" for f in ("HS", "RS", "PS", "ES") for n in (256, 384, 512)] + ["EdDSA"]
for alg in signatures:
    key = edwards if alg == "EdDSA" else secret if alg[0] == "H" else curves[by_curve[alg]] if alg[0] == "E" else rsa
    text = ours("sign", key, claims, alg)
    expect(f"{alg}: sign", text)
    if text:
        token = jws.JWS()
        token.deserialize(text)
        token.verify(key, alg)
        expect(f"{alg}: payload", token.payload.decode() == claims)
    token = jws.JWS(claims)
    token.add_signature(key, alg, json.dumps({"alg": alg}))
    text = token.serialize(compact=True)
    expect(f"{alg}: verify", ours("verify", key, text, alg) == claims)
    expect(f"{alg}: changed", ours("verify", key, text[:30] + ("A" if text[30] != "A" else "B") + text[31:], alg) is None)

keys = {"RSA1_5": rsa, "RSA-OAEP": rsa, "RSA-OAEP-256": rsa, "ECDH-ES": curves["P-256"], "ECDH-ES+A128KW": curves["P-384"],
        "ECDH-ES+A192KW": curves["P-521"], "ECDH-ES+A256KW": curves["P-256"],
        "A128KW": jwk.JWK.generate(kty="oct", size=128), "A192KW": jwk.JWK.generate(kty="oct", size=192),
        "A256KW": jwk.JWK.generate(kty="oct", size=256)}
allowed = list(keys) + ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"]
octet_pairs = [(alg, montgomery) for alg in keys if alg.startswith("ECDH-ES")]
for alg, key in [*keys.items(), *octet_pairs]:
    for enc in allowed[len(keys):]:
        text = ours("encrypt", key, "some content", alg, enc)
        expect(f"{alg} {enc}: encrypt", text)
        if text:
            token = jwe.JWE(algs=allowed)
            token.deserialize(text, key)
            expect(f"{alg} {enc}: content", token.payload == b"some content")
        token = jwe.JWE(b"their content", json.dumps({"alg": alg, "enc": enc}), algs=allowed)
        token.add_recipient(key)
        expect(f"{alg} {enc}: decrypt", ours("decrypt", key, token.serialize(compact=True)) == "their content")

print(f"jwcrypto: {len(signatures)} signature and {(len(keys) + len(octet_pairs)) * 6} encryption algorithms both ways, {failed} failed")
sys.exit(failed != 0)
