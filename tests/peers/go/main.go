// SPDX-License-Identifier: Apache-2.0

// Independent verifiers behind one command: `go-peers PEER FOLDER TIME`, where FOLDER is what
// `cupel softtee` made and TIME is in seconds since the epoch. Prints one line, "accept" or
// "refuse: why"; exits 0 for either and 2 where the question could not be put.
package main

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-attestation/attest"
	"github.com/google/go-eventlog/register"
	"github.com/google/go-eventlog/tcg"
	sevabi "github.com/google/go-sev-guest/abi"
	sevpb "github.com/google/go-sev-guest/proto/sevsnp"
	sev "github.com/google/go-sev-guest/verify"
	sevtrust "github.com/google/go-sev-guest/verify/trust"
	tdx "github.com/google/go-tdx-guest/verify"
	attestpb "github.com/google/go-tpm-tools/proto/attest"
	tpmpb "github.com/google/go-tpm-tools/proto/tpm"
	"github.com/google/go-tpm-tools/server"
	"github.com/veraison/go-cose"
)

// A refusal is an answer; any other error means that the question could not be put.
type refusal struct{ error }

func refuse(err error) error {
	if err == nil {
		return nil
	}
	return refusal{err}
}

type folder string

func (f folder) read(name string) []byte {
	b, err := os.ReadFile(filepath.Join(string(f), name))
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-peers:", err)
		os.Exit(2)
	}
	return b
}

func (f folder) has(name string) bool {
	_, err := os.Stat(filepath.Join(string(f), name))
	return err == nil
}

func (f folder) cert(name string) (*x509.Certificate, error) {
	return x509.ParseCertificate(f.read(name))
}

func sevGuest(f folder, now time.Time) error {
	ark, err := f.cert("anchor.der")
	if err != nil {
		return err
	}
	ask, err := f.cert("collateral/ask.der")
	if err != nil {
		return err
	}
	raw := f.read("evidence.bin")
	report, err := sevabi.ReportToProto(raw)
	if err != nil {
		return refuse(err)
	}
	root := &sevtrust.AMDRootCerts{ProductLine: "Milan", ProductCerts: &sevtrust.ProductCerts{Ark: ark, Ask: ask}}
	options := &sev.Options{
		DisableCertFetching: true,
		Now:                 now,
		TrustedRoots:        map[string][]*sevtrust.AMDRootCerts{"Milan": {root}},
	}
	chain := &sevpb.CertificateChain{
		VcekCert: f.read("collateral/vcek.der"),
		AskCert:  f.read("collateral/ask.der"),
		ArkCert:  f.read("anchor.der"),
	}
	return refuse(sev.SnpAttestation(&sevpb.Attestation{Report: report, CertificateChain: chain}, options))
}

// Answers what go-tdx-guest asks Intel's service from the software TEE's files.
type service struct{ f folder }

func (s service) Get(address string) (map[string][]string, []byte, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil, err
	}
	chain := url.QueryEscape(string(s.f.read("collateral/tcb-signing-chain.pem")))
	header := map[string][]string{}
	for _, name := range []string{"Sgx-Pck-Crl-Issuer-Chain", "Sgx-Enclave-Identity-Issuer-Chain", "Tcb-Info-Issuer-Chain"} {
		header[name] = []string{chain}
	}
	switch {
	case strings.HasSuffix(u.Path, "/pckcrl"):
		return header, s.f.read("collateral/pckcrl.der"), nil
	case strings.HasSuffix(u.Path, "/qe/identity"):
		return header, s.f.read("collateral/qeidentity.json"), nil
	case strings.HasSuffix(u.Path, "/tcb"):
		return header, s.f.read("collateral/tcbinfo.json"), nil
	}
	return header, s.f.read("collateral/rootcrl.der"), nil
}

func tdxGuest(f folder, now time.Time) error {
	root, err := f.cert("anchor.der")
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	options := tdx.Options{
		GetCollateral: true,
		Getter:        service{f},
		Now:           &tdx.TimeSet{PckCertChain: now, TcbInfo: now, QeIdentity: now, PckCrl: now, RootCaCrl: now},
		TrustedRoots:  pool,
	}
	return refuse(tdx.RawTdxQuote(f.read("evidence.bin"), &options))
}

type jwk struct {
	Kty, Crv, X, Y string
	Pkey           *jwk
}

func (k *jwk) public() (*ecdsa.PublicKey, error) {
	curves := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384()}
	curve, known := curves[k.Crv]
	if !known {
		return nil, fmt.Errorf("curve %q", k.Crv)
	}
	x, err := base64.RawURLEncoding.DecodeString(k.X)
	if err != nil {
		return nil, err
	}
	y, err := base64.RawURLEncoding.DecodeString(k.Y)
	if err != nil {
		return nil, err
	}
	return &ecdsa.PublicKey{Curve: curve, X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}, nil
}

// No verifier of PSA tokens is to be had as a module; go-cose judges the signature, and the claims
// that RFC 9783 demands are looked for here.
func psaCose(f folder, _ time.Time) error {
	var keys []jwk
	raw := f.read("anchor.json")
	if json.Unmarshal(raw, &keys) != nil {
		keys = make([]jwk, 1)
		if err := json.Unmarshal(raw, &keys[0]); err != nil {
			return err
		}
	}
	key := &keys[0]
	if key.Pkey != nil {
		key = key.Pkey
	}
	public, err := key.public()
	if err != nil {
		return err
	}
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(f.read("evidence.bin")); err != nil {
		return refuse(err)
	}
	algorithm, err := message.Headers.Protected.Algorithm()
	if err != nil {
		return refuse(err)
	}
	verifier, err := cose.NewVerifier(algorithm, public)
	if err != nil {
		return refuse(err)
	}
	if err := message.Verify(nil, verifier); err != nil {
		return refuse(err)
	}
	claims := map[int64]any{}
	if err := cbor.Unmarshal(message.Payload, &claims); err != nil {
		return refuse(err)
	}
	for _, key := range []int64{10, 256, 2394, 2395, 2396, 2399} {
		if _, there := claims[key]; !there {
			return refuse(fmt.Errorf("claim %d is missing", key))
		}
	}
	if lifecycle, _ := claims[2395].(uint64); lifecycle>>8 != 0x30 {
		return refuse(fmt.Errorf("lifecycle %#x is not secured", lifecycle))
	}
	return nil
}

// PCR values of a bank out of {"sha256": {"0": hex}}.
func pcrValues(f folder) (map[int][]byte, error) {
	var banks map[string]map[string]string
	if err := json.Unmarshal(f.read("collateral/pcrs.json"), &banks); err != nil {
		return nil, err
	}
	values := map[int][]byte{}
	for index, text := range banks["sha256"] {
		i, err := strconv.Atoi(index)
		if err != nil {
			return nil, err
		}
		if values[i], err = hex.DecodeString(text); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// The response of TPM2_Quote: TPM2B_ATTEST and TPMT_SIGNATURE.
func splitQuote(raw []byte) ([]byte, []byte, error) {
	if len(raw) < 2 || len(raw) < 2+int(binary.BigEndian.Uint16(raw)) {
		return nil, nil, refuse(errors.New("the quote is cut short"))
	}
	n := 2 + int(binary.BigEndian.Uint16(raw))
	return raw[2:n], raw[n:], nil
}

func akPublic(f folder) (*attest.AKPublic, error) {
	public := f.read("collateral/ak.pub")
	if len(public) > 2 && int(binary.BigEndian.Uint16(public)) == len(public)-2 {
		public = public[2:]
	}
	return attest.ParseAKPublic(attest.TPMVersion20, public)
}

func nonce() ([]byte, error) {
	return hex.DecodeString(strings.TrimSpace(os.Getenv("PEER_NONCE")))
}

// Quote, PCR values and event log together.
func tpmTools(f folder, _ time.Time) error {
	public := f.read("collateral/ak.pub")
	if len(public) > 2 && int(binary.BigEndian.Uint16(public)) == len(public)-2 {
		public = public[2:]
	}
	ak, err := akPublic(f)
	if err != nil {
		return refuse(err)
	}
	message, signature, err := splitQuote(f.read("evidence.bin"))
	if err != nil {
		return err
	}
	values, err := pcrValues(f)
	if err != nil {
		return err
	}
	pcrs := &tpmpb.PCRs{Hash: tpmpb.HashAlgo_SHA256, Pcrs: map[uint32][]byte{}}
	for i, v := range values {
		pcrs.Pcrs[uint32(i)] = v
	}
	challenge, err := nonce()
	if err != nil {
		return err
	}
	attestation := &attestpb.Attestation{
		AkPub:    public,
		Quotes:   []*tpmpb.Quote{{Quote: message, RawSig: signature, Pcrs: pcrs}},
		EventLog: f.read("collateral/eventlog.bin"),
	}
	options := server.VerifyOpts{Nonce: challenge, TrustedAKs: []crypto.PublicKey{ak.Public}}
	_, err = server.VerifyAttestation(attestation, options)
	return refuse(err)
}

func tpmQuote(f folder, _ time.Time) error {
	ak, err := akPublic(f)
	if err != nil {
		return refuse(err)
	}
	message, signature, err := splitQuote(f.read("evidence.bin"))
	if err != nil {
		return err
	}
	values, err := pcrValues(f)
	if err != nil {
		return err
	}
	var pcrs []attest.PCR
	for i, v := range values {
		pcrs = append(pcrs, attest.PCR{Index: i, Digest: v, DigestAlg: crypto.SHA256})
	}
	challenge, err := nonce()
	if err != nil {
		return err
	}
	quote := attest.Quote{Version: attest.TPMVersion20, Quote: message, Signature: signature}
	return refuse(ak.Verify(quote, pcrs, challenge))
}

func eventLog(f folder, _ time.Time) error {
	values, err := pcrValues(f)
	if err != nil {
		return err
	}
	log := "collateral/eventlog.bin"
	if !f.has(log) {
		return errors.New("no event log")
	}
	var registers []register.MR
	for i, v := range values {
		registers = append(registers, register.PCR{Index: i, Digest: v, DigestAlg: crypto.SHA256})
	}
	_, err = tcg.ParseAndReplay(bytes.TrimRight(f.read(log), "\xff"), registers, tcg.ParseOpts{})
	return refuse(err)
}

func main() {
	peers := map[string]func(folder, time.Time) error{
		"go-sev-guest": sevGuest, "go-tdx-guest": tdxGuest, "go-cose-psa": psaCose,
		"go-attestation": tpmQuote, "go-tpm-tools": tpmTools, "go-eventlog": eventLog,
	}
	if len(os.Args) != 4 || peers[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: go-peers PEER FOLDER TIME")
		os.Exit(2)
	}
	seconds, err := strconv.ParseInt(os.Args[3], 10, 64)
	if err == nil {
		err = peers[os.Args[1]](folder(os.Args[2]), time.Unix(seconds, 0).UTC())
	}
	var no refusal
	switch {
	case err == nil:
		fmt.Println("accept")
	case errors.As(err, &no):
		fmt.Println("refuse:", strings.ReplaceAll(no.Error(), "\n", " "))
	default:
		fmt.Fprintln(os.Stderr, "go-peers:", err)
		os.Exit(2)
	}
}
