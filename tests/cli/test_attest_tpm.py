#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel attest` with a TPM 2.0: swtpm, which is a whole TPM in software.

usage: test_attest_tpm.py CUPEL

Quotes are verified by tpm2_checkquote, and by `cupel verify --format tpm` where this build has that
format. Skipped (exit 77) where swtpm or tpm2-tools are absent or the program was built without TPM
support.
"""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

NONCE = bytes(range(0x40, 0x60))
AT = "2026-01-01T00:00:00Z"
TOOLS = ("swtpm", "swtpm_setup", "tpm2_checkquote", "tpm2_nvdefine", "tpm2_createak", "openssl")


class Failure(Exception):
    pass


def demand(truth, what):
    if not truth:
        raise Failure(what)


def env_of(**more):
    env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", **more}
    for keep in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if keep in os.environ:
            env[keep] = os.environ[keep]
    return env


def two_ports():
    """A free port whose successor is free, too: tss2 takes that for control."""
    for _ in range(50):
        with socket.socket() as a, socket.socket() as b:
            a.bind(("127.0.0.1", 0))
            port = a.getsockname()[1]
            try:
                b.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise Failure("no two free ports in a row")


class Tpm:
    def __init__(self, folder, banks):
        folder.mkdir()
        subprocess.run(["swtpm_setup", "--tpm2", "--tpmstate", folder, "--pcr-banks", banks],
                       check=True, capture_output=True, timeout=60)
        self.port = two_ports()
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--server",
             f"type=tcp,port={self.port},bindaddr=127.0.0.1", "--ctrl",
             f"type=tcp,port={self.port + 1},bindaddr=127.0.0.1", "--flags",
             "not-need-init,startup-clear"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.tcti = f"swtpm:host=127.0.0.1,port={self.port}"
        for _ in range(100):
            time.sleep(0.05)
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port + 1)) == 0:
                    return
        raise Failure("swtpm does not start")

    def tool(self, *args, check=True, data=None):
        """A tpm2-tools command; transient objects of theirs are flushed, as no manager does."""
        env = env_of(TPM2TOOLS_TCTI=self.tcti, TSS2_LOG="all+NONE")
        r = subprocess.run([*map(str, args)], capture_output=True, env=env, timeout=60, input=data)
        if check and r.returncode:
            raise Failure(f"{args}: {r.stderr.decode()}")
        subprocess.run(["tpm2_flushcontext", "-t"], capture_output=True, env=env)
        return r

    def nv(self, index, content):
        self.tool("tpm2_nvundefine", index, check=False)
        self.tool("tpm2_nvdefine", index, "-s", len(content), "-a", "ownerread|ownerwrite")
        if content:
            self.tool("tpm2_nvwrite", index, "-C", "o", "-i", "-", data=content)

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)


class Proxy:
    """Stands between the program and the TPM, and meddles with each TPM2_Quote: `before` is sent to
    the TPM first, `change` alters the command."""

    QUOTE = 0x158
    EXTEND_16 = bytes.fromhex("8002" "00000041" "00000182" "00000010" "00000009" "40000009" "0000" "00" "0000"
                              "00000001" "000b") + b"\x77" * 32

    def __init__(self, tpm, times, before=None, change=lambda command: command):
        self.tpm, self.times, self.before, self.change = tpm, times, before, change
        self.port = two_ports()
        self.tcti = f"swtpm:host=127.0.0.1,port={self.port}"
        self.listeners = []
        for offset, serve in ((0, self.commands), (1, self.control)):
            listener = socket.create_server(("127.0.0.1", self.port + offset))
            self.listeners.append(listener)
            threading.Thread(target=self.accept, args=(listener, serve, offset), daemon=True).start()

    def accept(self, listener, serve, offset):
        while True:
            try:
                client = listener.accept()[0]
            except OSError:  # closed
                return
            with client, socket.create_connection(("127.0.0.1", self.tpm.port + offset)) as server:
                serve(client, server)

    @staticmethod
    def message(s):
        """One command or response: tag, size, code and what follows; None at the end."""
        data = b""
        while len(data) < 10 or len(data) < int.from_bytes(data[2:6], "big"):
            part = s.recv(4096)
            if not part:
                return None
            data += part
        return data

    def commands(self, client, server):
        while (command := self.message(client)) is not None:
            if int.from_bytes(command[6:10], "big") == self.QUOTE and self.times > 0:
                self.times -= 1
                if self.before:
                    server.sendall(self.before)
                    demand(self.message(server)[6:10] == bytes(4), "the TPM refuses the meddler")
                command = self.change(command)
            server.sendall(command)
            client.sendall(self.message(server))

    def control(self, client, server):
        while data := client.recv(4096):
            server.sendall(data)
            client.sendall(server.recv(4096))

    def close(self):
        for listener in self.listeners:
            listener.close()


class Lab:
    def __init__(self, cupel, tpm, scratch):
        self.cupel, self.tpm, self.scratch, self.runs = cupel, tpm, scratch, 0
        self.tcti = None  # another way to the TPM

    def attest(self, *args, code=0, tee="tpm", nonce=NONCE):
        r = subprocess.run([self.cupel, "attest", "--tee", tee, "--nonce", nonce.hex(), "--tcti",
                            self.tcti or self.tpm.tcti, *map(str, args)], capture_output=True, env=env_of(),
                           timeout=120)
        if r.returncode != code:
            raise Failure(f"attest {args}: exit {r.returncode}, expected {code}: {r.stderr.decode()}")
        return r

    def folder(self, *args, tee="tpm", **more):
        self.runs += 1
        out = self.scratch / f"run{self.runs}"
        self.attest("--out", f"{out}/", *args, tee=tee, **more)
        return Quote(self, out, "evidence.bin" if tee == "tpm" else "collateral/quote.bin")

    def refused(self, code, part, *args, **more):
        r = self.attest(*args, "--out", self.scratch / "never", code=code, **more)
        demand(part in r.stderr.decode(), f"{args}: says {r.stderr.decode()!r}, not {part!r}")
        demand(len(r.stderr.decode().splitlines()) == 1, f"more than a line: {r.stderr.decode()}")
        demand(not (self.scratch / "never").exists(), "a refusal left a file")


class Quote:
    """What was written, read by other eyes than cupel's."""

    def __init__(self, lab, out, name):
        self.lab, self.out = lab, out
        whole = (out / name).read_bytes()
        size = struct.unpack(">H", whole[:2])[0]
        self.message, self.signature = whole[2:2 + size], whole[2 + size:]
        self.pcrs = json.loads((out / "collateral/pcrs.json").read_text())
        self.parse()

    def parse(self):
        m = self.message
        demand(m[:6] == b"\xff\x54\x43\x47\x80\x18", "no quote")
        at = 6 + 2 + struct.unpack(">H", m[6:8])[0]
        n = struct.unpack(">H", m[at:at + 2])[0]
        self.extra = m[at + 2:at + 2 + n]
        at += 2 + n + 17 + 8
        count, at = struct.unpack(">I", m[at:at + 4])[0], at + 4
        self.selection = []
        for _ in range(count):
            alg, size = struct.unpack(">HB", m[at:at + 3])
            self.selection.append((alg, int.from_bytes(m[at + 3:at + 3 + size], "little")))
            at += 3 + size
        n = struct.unpack(">H", m[at:at + 2])[0]
        self.digest = m[at + 2:]
        demand(len(self.digest) == n, "bytes after the quote")

    def check(self, challenge=NONCE, hash_name="sha256"):
        names = {0x0B: "sha256", 0x0C: "sha384", 0x04: "sha1", 0x0D: "sha512"}
        values = b"".join(bytes.fromhex(self.pcrs[names[alg]][str(i)])
                          for alg, mask in self.selection for i in range(24) if mask >> i & 1)
        demand(hashlib.new(hash_name, values).digest() == self.digest, "pcrs.json does not make the digest")
        demand(self.extra == challenge, f"extraData {self.extra.hex()}")
        demand(self.checkquote(challenge), "tpm2_checkquote refuses")
        wrong = bytes([challenge[0] ^ 1]) + challenge[1:]
        demand(not self.checkquote(wrong), "tpm2_checkquote takes another nonce: it checks nothing")
        return self

    def checkquote(self, challenge):
        (self.out / "msg").write_bytes(self.message)
        (self.out / "sig").write_bytes(self.signature)
        r = self.lab.tpm.tool("tpm2_checkquote", "-u", self.out / "collateral/ak.pub", "-m",
                              self.out / "msg", "-s", self.out / "sig", "-q", challenge.hex(), "-g",
                              "sha256", check=False)
        return r.returncode == 0


# ---- the cases ----


def kinds_of_keys(lab):
    rsa = lab.folder("--ak", "rsa").check()
    ecc = lab.folder("--ak", "ecc").check()
    demand(rsa.signature[:4] == b"\x00\x14\x00\x0b" and ecc.signature[:4] == b"\x00\x18\x00\x0b",
           "signature schemes")
    again = lab.folder("--ak", "rsa")
    same = (again.out / "collateral/ak.pub").read_bytes() == (rsa.out / "collateral/ak.pub").read_bytes()
    demand(same, "the key made now is another at each run")
    demand(lab.folder().check().signature[:2] == b"\x00\x14", "auto")
    # nothing is left in the TPM
    demand(lab.tpm.tool("tpm2_getcap", "handles-transient").stdout.strip() == b"", "objects are left")


def selections(lab):
    q = lab.folder("--pcrs", "sha256:0-2,16+sha384:23").check()
    demand(q.selection == [(0x0B, 0x10007), (0x0C, 0x800000)], f"selection {q.selection}")
    demand(set(q.pcrs) == {"sha256", "sha384"} and set(q.pcrs["sha256"]) == {"0", "1", "2", "16"},
           f"pcrs {q.pcrs.keys()}")
    lab.tpm.tool("tpm2_pcrextend", "16:sha256=" + "11" * 32)
    changed = lab.folder("--pcrs", "sha256:16").check()
    demand(changed.pcrs["sha256"]["16"] == hashlib.sha256(bytes(32) + b"\x11" * 32).hexdigest(),
           "PCR 16 after an extend")
    lab.refused(5, "has not all PCRs that --pcrs names", "--pcrs", "sha1:0")
    lab.refused(5, "has not all PCRs that --pcrs names", "--pcrs", "sha256:0+sha1:0")
    lab.refused(2, "a bank is sha1", "--pcrs", "md5:1")


def challenges(lab):
    lab.folder(nonce=NONCE[:16]).check(NONCE[:16])
    lab.folder(nonce=NONCE * 2).check(NONCE * 2)
    bound = hashlib.sha256(NONCE + b"\xca\xfe").digest()
    q = lab.folder("--user-data", "cafe").check(bound)
    demand((q.out / "user-data.bin").read_bytes() == b"\xca\xfe", "user-data.bin")
    lab.refused(2, "the nonce must then be 32 bytes", "--user-data", "cafe", nonce=NONCE[:16])


def logs(lab):
    q = lab.folder()
    demand(not (q.out / "collateral/eventlog.bin").exists(), "a foreign log")
    root = lab.scratch / "root"
    for name, text in (("tpm0/binary_bios_measurements", b"boot"),
                       ("ima/ascii_runtime_measurements", b"files")):
        path = root / "sys/kernel/security" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(text)
    q = lab.folder("--sysroot", root).check()
    demand((q.out / "collateral/eventlog.bin").read_bytes() == b"boot", "eventlog.bin")
    demand((q.out / "collateral/ima.txt").read_bytes() == b"files", "ima.txt")
    r = lab.attest("--out", lab.scratch / "one")
    demand("left out: --tcti leads to another TPM" in r.stderr.decode(), r.stderr)


def persistent_key(lab):
    t, folder = lab.tpm, lab.scratch
    t.tool("tpm2_createek", "-c", folder / "ek", "-G", "rsa", "-u", folder / "ek.pub")
    t.tool("tpm2_createak", "-C", folder / "ek", "-c", folder / "ak", "-G", "ecc", "-g", "sha256", "-s",
           "ecdsa", "-u", folder / "ak.pub")
    t.tool("tpm2_evictcontrol", "-C", "o", "-c", folder / "ak", "0x81010002")
    t.tool("tpm2_evictcontrol", "-C", "o", "-c", folder / "ek", "0x81010001")
    q = lab.folder("--ak", "0x81010002").check()
    demand((q.out / "collateral/ak.pub").read_bytes() == (folder / "ak.pub").read_bytes(), "ak.pub")
    lab.refused(2, "this is no attestation key", "--ak", "0x81010001")
    lab.refused(5, "has no persistent key 0x81010009", "--ak", "0x81010009")
    for bad in ("0x8101000", "81010002", "best"):
        lab.refused(2, "must be auto, rsa, ecc, or a persistent handle", "--ak", bad)


def make_cert(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", folder / "key", "-subj", "/CN=AK", "-outform", "DER", "-out",
                    folder / "cert.der"], check=True, capture_output=True, env=env_of())
    return (folder / "cert.der").read_bytes()


def certificates(lab):
    t, cert = lab.tpm, make_cert(lab.scratch)
    t.nv("0x01c20000", cert + b"\xff" * 100)  # NV indices are larger than what is in them
    q = lab.folder("--ak", "ecc", "--ak-cert", "0x01c20000")
    demand((q.out / "collateral/ak.crt").read_bytes() == cert, "ak.crt")
    lab.refused(7, "the TPM has no NV index 0x01c20001", "--ak-cert", "0x01c20001")
    t.nv("0x01c20000", cert + b"\x00garbage")
    lab.refused(4, "holds no DER certificate", "--ak-cert", "0x01c20000")
    t.nv("0x01c20000", cert[:100])
    lab.refused(4, "holds no DER certificate", "--ak-cert", "0x01c20000")
    t.nv("0x01c20000", b"\x04" + cert[1:])
    lab.refused(4, "holds no DER certificate", "--ak-cert", "0x01c20000")
    lab.refused(2, "must be an NV index", "--ak-cert", "0x81010002")


def template(lab):
    """As Google has it: template and certificate of the AK in NV indices."""
    t, cert = lab.tpm, make_cert(lab.scratch)
    q = lab.folder("--ak", "rsa")
    public = (q.out / "collateral/ak.pub").read_bytes()[2:]
    made = public[:-258] + b"\x00\x00"  # without its modulus
    t.nv("0x01c10001", made)
    r = lab.attest("--out", lab.scratch / "templated")
    demand("no certificate at 0x01c10000" in r.stderr.decode(), r.stderr)
    t.nv("0x01c10000", cert + bytes(300))
    q = lab.folder().check()
    demand((q.out / "collateral/ak.crt").read_bytes() == cert, "ak.crt of the template")
    t.nv("0x01c10001", b"\x12\x34")
    lab.refused(4, "holds no key template")
    t.tool("tpm2_nvundefine", "0x01c10001")


def kbs(lab):
    r = lab.attest("--format", "kbs")
    e = json.loads(r.stdout)
    message = base64.b64decode(e["tpm_quote"]["message"])
    demand(NONCE + bytes(32) in message, "the KBS protocol pads to 64 bytes")
    demand(base64.b64decode(e["tpm_quote"]["signature"])[:4] == b"\x00\x14\x00\x0b", "TPMT_SIGNATURE")
    demand(len(e["tpm_quote"]["pcrs"]) == 24, "24 PCRs")
    folder = lab.scratch / "spki"
    folder.mkdir()
    (folder / "ak.der").write_bytes(base64.b64decode(e["ak_public"]))
    (folder / "msg").write_bytes(message)
    (folder / "sig").write_bytes(base64.b64decode(e["tpm_quote"]["signature"])[6:])
    r = subprocess.run(["openssl", "dgst", "-sha256", "-verify", folder / "ak.der", "-keyform", "DER",
                        "-signature", folder / "sig", folder / "msg"], capture_output=True, env=env_of())
    demand(r.returncode == 0, f"openssl: {r.stderr.decode()}")
    lab.refused(2, "quotes over sha256:all by RSA keys only", "--format", "kbs", "--ak", "ecc")
    lab.refused(2, "quotes over sha256:all by RSA keys only", "--format", "kbs", "--pcrs", "sha256:0")
    lab.refused(5, "knows RSASSA quotes only", "--format", "kbs", "--ak", "0x81010002")


def cmw(lab):
    e = json.loads(lab.attest("--format", "cmw").stdout)
    demand(set(e) == {"evidence", "ak.pub", "pcrs.json"}, f"labels {set(e)}")
    demand(e["evidence"][2] == 4 and "=" not in e["evidence"][1], "record")


def hcl_report(lab, user_data, ak_public=None):
    """What a paravisor leaves in NV: header, a software TEE's SNP report over the runtime data, the
    runtime data with the vTPM's key."""
    keys = []
    if ak_public:
        modulus = ak_public[-256:]  # of TPM2B_PUBLIC: unique is its last member
        keys = [{"kid": "HCLAkPub", "key_ops": ["sign"], "kty": "RSA", "e": "AQAB",
                 "n": base64.urlsafe_b64encode(modulus).decode().rstrip("=")}]
    runtime = json.dumps({"keys": keys, "vm-configuration": {"secure-boot": True, "tpm-enabled": True,
                          "console-enabled": False, "vmUniqueId": "0"}, "user-data": user_data.hex().upper()})
    data = struct.pack("<IIIII", 20 + len(runtime), 1, 2, 1, len(runtime)) + runtime.encode()
    bound = hashlib.sha256(runtime.encode()).hexdigest() + "00" * 32
    snp = lab.scratch / "snp"
    r = subprocess.run([lab.cupel, "softtee", "snp", "--out", snp, "--force", "--set", f"report_data={bound}"],
                       capture_output=True, env=env_of())
    demand(r.returncode == 0, r.stderr)
    head = b"HCLA" + struct.pack("<III", 1, 32 + 1184 + len(data), 2) + bytes(16)
    return head + (snp / "evidence.bin").read_bytes() + data


def azure_verified(lab):
    """The whole of it, as a verifier elsewhere gets it: report, quote, PCR values, certificates."""
    t, user = lab.tpm, b"\xca\xfe" + bytes(62)
    t.nv("0x01400001", hcl_report(lab, user, (lab.scratch / "az.pub").read_bytes()))
    q = lab.folder("--user-data", "cafe", "--endorsement", lab.scratch / "snp/collateral/vcek.der", tee="azure")
    args = ("--at", AT, "--nonce", NONCE.hex(), "--anchor", lab.scratch / "snp/anchor.der")
    beside = ("--collateral", q.out / "collateral", "--collateral", lab.scratch / "snp/collateral")
    wrapped = lab.scratch / "kbs-azure.json"
    lab.attest("--user-data", "cafe", "--endorsement", lab.scratch / "snp/collateral/vcek.der", "--format",
               "kbs", "--out", wrapped, tee="azure")
    for evidence, more in ((q.out / "evidence.bin", beside), (wrapped, beside[2:])):
        r = subprocess.run([lab.cupel, "verify", "--format", "azure", "--json", *map(str, args), *map(str, more),
                            evidence], capture_output=True, env=env_of())
        if r.returncode == 2 and b"azure" in r.stderr:
            print("note: this build has no format azure; not tried")
            return
        report = json.loads(r.stdout)
        failed = [(c["id"], c["outcome"], c["detail"]) for part in [report, *report.get("parts", [])]
                  for c in part["checks"] if c["outcome"] in ("fail", "unknown")]
        demand(report["verdict"] == "affirming", f"azure {evidence.name}: {report['verdict']} "
               f"{report['error']} {failed}")


def azure(lab):
    t, folder = lab.tpm, lab.scratch
    lab.refused(5, "has no NV index 0x01400001: this is no Azure confidential VM", tee="azure")
    t.nv("0x01400001", b"something else" * 100)
    lab.refused(4, "holds no report of an SNP or TDX guest", tee="azure")
    padded = b"\xca\xfe" + bytes(62)
    report = hcl_report(lab, padded)
    t.nv("0x01400001", report)
    lab.refused(5, "has no persistent key 0x81000003", tee="azure")
    t.tool("tpm2_createak", "-C", folder / "ek", "-c", folder / "az", "-G", "rsa", "-g", "sha256", "-s",
           "rsassa", "-u", folder / "az.pub")
    t.tool("tpm2_evictcontrol", "-C", "o", "-c", folder / "az", "0x81000003")
    cert = make_cert(folder)
    t.nv("0x01c101d0", cert + bytes(50))
    q = lab.folder(tee="azure").check()
    demand((q.out / "evidence.bin").read_bytes() == report, "the report is not as it lies in NV")
    demand((q.out / "collateral/ak.crt").read_bytes() == cert, "ak.crt")
    # user data has a place of its own; the paravisor answers with a new report, or does not
    lab.folder("--user-data", "cafe", tee="azure")
    demand(t.tool("tpm2_nvread", "-C", "o", "0x01400002").stdout == padded, "NV index of the user data")
    lab.refused(7, "made no report with the user data within", "--user-data", "beef", tee="azure")
    lab.refused(2, "takes 64 bytes, these are 65", "--user-data", "aa" * 65, tee="azure")
    lab.refused(2, "has one AK", "--ak", "rsa", tee="azure")
    # what the metadata service gives
    lab.refused(5, "curl -H Metadata:true http://169.254.169.254/metadata/THIM/amd/certification",
                "--format", "kbs", tee="azure")
    e = json.loads(lab.attest("--format", "kbs", "--endorsement", folder / "cert.der", tee="azure").stdout)
    demand(set(e) == {"version", "tpm_quote", "hcl_report", "vcek"}, f"kbs {set(e)}")
    demand(base64.urlsafe_b64decode(e["hcl_report"]) == report, "hcl_report")
    demand(base64.urlsafe_b64decode(e["vcek"]) == cert, "vcek")
    quote = folder / "quote"
    quote.write_bytes(struct.pack("<HHI", 4, 2, 0x81) + bytes(100))
    lab.refused(2, "this VM is SEV-SNP and needs a VCEK", "--endorsement", quote, tee="azure")
    quote.write_bytes(b"<html>no such page</html>")
    lab.refused(4, "is neither the metadata service's JSON", "--endorsement", quote, tee="azure")


def judge(lab, evidence, *args):
    """`cupel verify --json`: exit status, report, outcomes by check; None where there is no format tpm."""
    r = subprocess.run([lab.cupel, "verify", "--format", "tpm", "--json", "--at", AT, *map(str, args), evidence],
                       capture_output=True, env=env_of())
    if r.returncode == 2 and b"tpm" in r.stderr:
        return None
    report = json.loads(r.stdout)
    return r.returncode, report, {c["id"]: c["outcome"] for c in report["checks"]}


def verified_by_cupel(lab):
    """The same quotes, judged by this project's own verifier."""
    for kind in ("rsa", "ecc"):
        q = lab.folder("--ak", kind, "--pcrs", "sha256:0-7,16+sha384:all")
        evidence, beside = q.out / "evidence.bin", q.out / "collateral"
        common = ("--nonce", NONCE.hex(), "--collateral", beside)
        judged = judge(lab, evidence, *common)
        if judged is None:
            print("note: this build has no format tpm; not tried")
            return
        code, report, outcomes = judged  # nobody vouches for this key: nothing is proven
        demand(code == 6 and report["verdict"] == "none", f"{kind}: exit {code} {report['verdict']}")
        demand("fail" not in outcomes.values() and outcomes["tpm.signature"] == "pass", f"{kind}: {outcomes}")
        anchor = ("--anchor", f"tpm:{beside / 'ak.pub'}")
        code, report, outcomes = judge(lab, evidence, *common, *anchor)
        demand(code == 0 and report["verdict"] == "affirming", f"{kind}, its key known: {code} {outcomes}")
        demand(report["claims"]["tpm.pcr.sha256.16"] == q.pcrs["sha256"]["16"], "PCR 16")
        code, _, outcomes = judge(lab, evidence, "--nonce", NONCE[::-1].hex(), "--collateral", beside, *anchor)
        demand(code == 1 and outcomes["evidence.nonce"] == "fail", f"another nonce: {code} {outcomes}")
        q.pcrs["sha256"]["0"] = "11" * 32
        (beside / "pcrs.json").write_text(json.dumps(q.pcrs))
        code, _, outcomes = judge(lab, evidence, *common, *anchor)
        demand(code == 1 and outcomes["tpm.pcr_digest"] == "fail", f"another PCR: {code} {outcomes}")
    out = lab.scratch / "kbs-tpm.json"
    lab.attest("--format", "kbs", "--out", out)
    code, report, outcomes = judge(lab, out, "--nonce", (NONCE + bytes(32)).hex())
    demand(code == 6 and "fail" not in outcomes.values(), f"kbs: {code} {report['error']} {outcomes}")


def meddled(lab):
    """PCRs that change between reading and quoting; a TPM that answers another request."""
    def through(times, **more):
        proxy = Proxy(lab.tpm, times, **more)
        lab.tcti = proxy.tcti
        return proxy

    proxy = through(2, before=Proxy.EXTEND_16)
    try:
        q = lab.folder("--pcrs", "sha256:16")
        demand(proxy.times == 0, "the proxy saw no quote")
        proxy.close()
        q.check()
        proxy = through(1000, before=Proxy.EXTEND_16)
        lab.refused(7, "the PCRs changed between reading and quoting, 6 times in a row", "--pcrs", "sha256:16")
        proxy.close()
        proxy = through(1, change=lambda c: c.replace(NONCE, NONCE[::-1]))
        lab.refused(4, "does not carry the nonce that was asked for")
        proxy.close()
        # sha256:16 asked for, sha256:17 quoted: both have three bytes of selection
        proxy = through(1, change=lambda c: c.replace(b"\x00\x0b\x03\x00\x00\x01", b"\x00\x0b\x03\x00\x00\x02"))
        lab.refused(5, "quoted other PCRs than --pcrs names", "--pcrs", "sha256:16")
    finally:
        proxy.close()
        lab.tcti = None


def locked(lab):
    lab.tpm.tool("tpm2_changeauth", "-c", "e", "secret")
    lab.refused(7, "the endorsement hierarchy has a password or is off", "--ak", "rsa")
    lab.folder("--ak", "0x81010002").check()
    lab.tpm.tool("tpm2_changeauth", "-c", "e", "-p", "secret")


def unreachable(cupel, scratch):
    r = subprocess.run([cupel, "attest", "--tee", "tpm", "--nonce", NONCE.hex(), "--tcti",
                        f"swtpm:host=127.0.0.1,port={two_ports()}", "--out", scratch / "never"],
                       capture_output=True, env=env_of())
    demand(r.returncode == 7 and b"no TPM answers at" in r.stderr, f"{r.returncode} {r.stderr}")
    r = subprocess.run([cupel, "attest", "--tee", "tpm", "--nonce", NONCE.hex(), "--tcti", "nonsense:",
                        "--out", scratch / "never"], capture_output=True, env=env_of())
    demand(r.returncode == 7 and b"no TPM answers at \"nonsense:\"" in r.stderr, f"{r.stderr}")


def main():
    cupel = os.path.abspath(sys.argv[1])
    listed = json.loads(subprocess.run([cupel, "attest", "--list", "--json"], capture_output=True,
                                       env=env_of()).stdout)
    lacking = [t for t in TOOLS if not shutil.which(t)]
    if lacking or not listed["tpm_support"]:
        print(f"skipped: {', '.join(lacking) or 'built without TPM support'}")
        return 77
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        tpm = Tpm(scratch / "state", "sha256,sha384")
        try:
            lab = Lab(cupel, tpm, scratch)
            for case in (kinds_of_keys, selections, challenges, logs, persistent_key, certificates, template,
                         kbs, cmw, azure, azure_verified, verified_by_cupel, meddled, locked):
                case(lab)
                print(f"ok: {case.__name__}", flush=True)
            unreachable(cupel, scratch)
        finally:
            tpm.close()
    print("ok: attest with a TPM")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as e:
        print(f"FAILED: {e}")
        sys.exit(1)
