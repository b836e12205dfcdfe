#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""openssl_conf.py CUPEL LIST TRAP.so CONTROL: a hostile OPENSSL_CONF changes nothing.

The file demands FIPS algorithms that no provider has, activates a provider whose module does not
exist, and names TRAP.so, which writes a marker when it is loaded. CONTROL, a program that uses
libcrypto in the ordinary way, must be hit by it; `cupel verify` must print the same bytes as
without it and load nothing.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

CONF = """openssl_conf = init
[init]
providers = providers
alg_section = algorithms
[providers]
trap = trap
nowhere = nowhere
[trap]
module = {trap}
activate = 1
[nowhere]
module = /nonexistent/nowhere.so
activate = 1
[algorithms]
default_properties = fips=yes
"""


def verify(cupel, line, env):
    _, kind, at, evidence, anchor, *collateral = line.split("\t")
    at = subprocess.run(["date", "-u", "-d", f"@{at}", "+%Y-%m-%dT%H:%M:%SZ"],
                        capture_output=True, text=True, check=True).stdout.strip()
    args = [cupel, "verify", "--json", "--format", kind, "--at", at]
    for path in collateral:
        args += ["--collateral", path]
    if anchor != "-":
        args += ["--anchor", anchor]
    done = subprocess.run(args + [evidence], capture_output=True, env=env, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def main():
    cupel, samples, trap, control = sys.argv[1:]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="cupel-conf-") as tmp:
        marker, conf = pathlib.Path(tmp, "marker"), pathlib.Path(tmp, "openssl.cnf")
        conf.write_text(CONF.format(trap=os.path.abspath(trap)))
        plain = {k: v for k, v in os.environ.items() if not k.startswith("OPENSSL_")}
        hostile = dict(plain, OPENSSL_CONF=str(conf), OPENSSL_MODULES=tmp,
                       CUPEL_TRAP_MARKER=str(marker))
        done = subprocess.run([control], env=hostile, timeout=60, check=False)
        if done.returncode != 0 or not marker.exists():
            sys.exit(f"the trap does not work: control gave {done.returncode}, "
                     f"marker {'written' if marker.exists() else 'not written'}")
        marker.unlink()
        for line in pathlib.Path(samples).read_text().splitlines():
            want, got = verify(cupel, line, plain), verify(cupel, line, hostile)
            if want != got:
                failed += 1
                print(f"FAIL {line.split()[0]}: exit {want[0]} became {got[0]}: "
                      f"{got[2].decode('utf8', 'replace')}")
            if marker.exists():
                failed += 1
                print(f"FAIL {line.split()[0]}: the module that OPENSSL_CONF names was loaded")
                marker.unlink()
    print(f"OPENSSL_CONF: {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
