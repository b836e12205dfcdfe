// SPDX-License-Identifier: Apache-2.0

// Independent verifiers behind one command: `go-peers PEER FOLDER TIME`, where FOLDER is what
// `cupel softtee` made and TIME is in seconds since the epoch. Prints one line, "accept" or
// "refuse: why"; exits 0 for either and 2 where the question could not be put.
package main

import (
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
	"github.com/google/go-eventlog/extract"
	"github.com/google/go-eventlog/register"
	"github.com/google/go-eventlog/tcg"
	sevabi "github.com/google/go-sev-guest/abi"
	sevpb "github.com/google/go-sev-guest/proto/sevsnp"
	sevvalidate "github.com/google/go-sev-guest/validate"
	sev "github.com/google/go-sev-guest/verify"
	sevtrust "github.com/google/go-sev-guest/verify/trust"
	tdxabi "github.com/google/go-tdx-guest/abi"
	tdxpb "github.com/google/go-tdx-guest/proto/tdx"
	tdxvalidate "github.com/google/go-tdx-guest/validate"
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
	certs := &sevtrust.ProductCerts{Ark: ark, Ask: ask}
	root := &sevtrust.AMDRootCerts{ProductLine: "Milan", ProductCerts: certs}
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
	attestation := &sevpb.Attestation{Report: report, CertificateChain: chain}
	if err := sev.SnpAttestation(attestation, options); err != nil {
		return refuse(err)
	}
	data, err := reportData()
	if err != nil {
		return err
	}
	vmpl := 0
	return refuse(sevvalidate.SnpAttestation(attestation, &sevvalidate.Options{
		GuestPolicy: sevabi.SnpPolicy{SMT: true},
		VMPL:        &vmpl,
		ReportData:  data,
	}))
}

func nonce() ([]byte, error) {
	return hex.DecodeString(strings.TrimSpace(os.Getenv("PEER_NONCE")))
}

// The nonce as it stands in report data: with zeros behind it.
func reportData() ([]byte, error) {
	challenge, err := nonce()
	if err != nil || len(challenge) > 64 {
		return nil, fmt.Errorf("PEER_NONCE: %d bytes, %w", len(challenge), err)
	}
	return append(challenge, make([]byte, 64-len(challenge))...), nil
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
	for _, what := range []string{"Sgx-Pck-Crl", "Sgx-Enclave-Identity", "Tcb-Info"} {
		header[what+"-Issuer-Chain"] = []string{chain}
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
	raw := f.read("evidence.bin")
	if err := tdx.RawTdxQuote(raw, &options); err != nil {
		return refuse(err)
	}
	data, err := reportData()
	if err != nil {
		return err
	}
	quote, err := tdxabi.QuoteToProto(raw)
	if err != nil {
		return refuse(err)
	}
	wants := &tdxvalidate.Options{TdQuoteBodyOptions: tdxvalidate.TdQuoteBodyOptions{ReportData: data}}
	return refuse(tdxvalidate.TdxQuote(quote, wants))
}

type jwk struct {
	Crv, X, Y string
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

// Labels of the claims that a token must have, in the registered profile (RFC 9783) and in the one
// before it: nonce, instance id, implementation id, client id, lifecycle, software components.
var (
	psaClaims    = []int64{10, 256, 2396, 2394, 2395, 2399}
	psaOldClaims = []int64{-75008, -75009, -75003, -75001, -75002, -75006}
)

type device struct {
	Pkey     jwk
	Instance string `json:"instance-id"`
}

func (d *device) verifier(message *cose.Sign1Message) (cose.Verifier, error) {
	public, err := d.Pkey.public()
	if err != nil {
		return nil, err
	}
	algorithm, err := message.Headers.Protected.Algorithm()
	if err != nil {
		return nil, refuse(err)
	}
	verifier, err := cose.NewVerifier(algorithm, public)
	return verifier, refuse(err)
}

// No verifier of PSA tokens is to be had as a module; go-cose judges the signature, and the claims
// that the profile demands are looked for here.
func psaCose(f folder, _ time.Time) error {
	var devices []device
	if err := json.Unmarshal(f.read("anchor.json"), &devices); err != nil {
		return err
	}
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(f.read("evidence.bin")); err != nil {
		return refuse(err)
	}
	claims := map[int64]any{}
	if err := cbor.Unmarshal(message.Payload, &claims); err != nil {
		return refuse(err)
	}
	labels := psaClaims
	if _, old := claims[psaOldClaims[1]]; old {
		labels = psaOldClaims
	}
	for _, label := range labels {
		if _, there := claims[label]; !there {
			return refuse(fmt.Errorf("claim %d is missing", label))
		}
	}
	if lifecycle, _ := claims[labels[4]].(uint64); lifecycle>>8 != 0x30 {
		return refuse(fmt.Errorf("lifecycle %#x is not secured", lifecycle))
	}
	instance, _ := claims[labels[1]].([]byte)
	for i := range devices {
		if devices[i].Instance != hex.EncodeToString(instance) {
			continue
		}
		verifier, err := devices[i].verifier(&message)
		if err != nil {
			return err
		}
		return refuse(message.Verify(nil, verifier))
	}
	return refuse(fmt.Errorf("no key of device %x is trusted", instance))
}

type bank struct {
	hash   crypto.Hash
	algo   tpmpb.HashAlgo
	values map[int][]byte
}

// PCR values out of {"sha256": {"0": hex}}.
func pcrValues(f folder) (*bank, error) {
	var banks map[string]map[string]string
	if err := json.Unmarshal(f.read("collateral/pcrs.json"), &banks); err != nil {
		return nil, err
	}
	known := map[string]bank{
		"sha1":   {hash: crypto.SHA1, algo: tpmpb.HashAlgo_SHA1},
		"sha256": {hash: crypto.SHA256, algo: tpmpb.HashAlgo_SHA256},
		"sha384": {hash: crypto.SHA384, algo: tpmpb.HashAlgo_SHA384},
	}
	for name, texts := range banks {
		b, there := known[name]
		if !there || len(banks) != 1 {
			return nil, fmt.Errorf("pcrs.json holds something else than one known bank")
		}
		b.values = map[int][]byte{}
		for index, text := range texts {
			i, err := strconv.Atoi(index)
			if err != nil {
				return nil, err
			}
			if b.values[i], err = hex.DecodeString(text); err != nil {
				return nil, err
			}
		}
		return &b, nil
	}
	return nil, errors.New("pcrs.json is empty")
}

// The response of TPM2_Quote: TPM2B_ATTEST and TPMT_SIGNATURE.
func splitQuote(raw []byte) ([]byte, []byte, error) {
	if len(raw) < 2 || len(raw) < 2+int(binary.BigEndian.Uint16(raw)) {
		return nil, nil, errors.New("the quote is cut short")
	}
	n := 2 + int(binary.BigEndian.Uint16(raw))
	return raw[2:n], raw[n:], nil
}

// The event log, or nothing where there is none.
func (f folder) log(name string) []byte {
	if _, err := os.Stat(filepath.Join(string(f), name)); err != nil {
		return nil
	}
	return f.read(name)
}

// The key's certificate, quote, PCR values and event log together. It judges as of now.
func tpmTools(f folder, now time.Time) error {
	if d := time.Since(now); d < -time.Hour || d > time.Hour {
		return errors.New("go-tpm-tools judges as of now: make the evidence with --at now")
	}
	message, signature, err := splitQuote(f.read("evidence.bin"))
	if err != nil {
		return err
	}
	b, err := pcrValues(f)
	if err != nil {
		return err
	}
	pcrs := &tpmpb.PCRs{Hash: b.algo, Pcrs: map[uint32][]byte{}}
	for i, v := range b.values {
		pcrs.Pcrs[uint32(i)] = v
	}
	root, err := f.cert("anchor.der")
	if err != nil {
		return err
	}
	challenge, err := nonce()
	if err != nil {
		return err
	}
	attestation := &attestpb.Attestation{
		AkCert:            f.read("collateral/ak.der"),
		IntermediateCerts: [][]byte{f.read("collateral/ca.der")},
		Quotes:            []*tpmpb.Quote{{Quote: message, RawSig: signature, Pcrs: pcrs}},
		EventLog:          f.log("collateral/eventlog.bin"),
	}
	options := server.VerifyOpts{Nonce: challenge, TrustedRootCerts: []*x509.Certificate{root}}
	if attestation.EventLog != nil {
		options.Loader = server.GRUB
	}
	_, err = server.VerifyAttestation(attestation, options)
	return refuse(err)
}

// A key that is trusted, quote and PCR values.
func tpmQuote(f folder, _ time.Time) error {
	public := f.read("collateral/ak.pub")
	if len(public) > 2 && int(binary.BigEndian.Uint16(public)) == len(public)-2 {
		public = public[2:]
	}
	ak, err := attest.ParseAKPublic(attest.TPMVersion20, public)
	if err != nil {
		return refuse(err)
	}
	message, signature, err := splitQuote(f.read("evidence.bin"))
	if err != nil {
		return err
	}
	b, err := pcrValues(f)
	if err != nil {
		return err
	}
	var pcrs []attest.PCR
	for i, v := range b.values {
		pcrs = append(pcrs, attest.PCR{Index: i, Digest: v, DigestAlg: b.hash})
	}
	challenge, err := nonce()
	if err != nil {
		return err
	}
	quote := attest.Quote{Version: attest.TPMVersion20, Quote: message, Signature: signature}
	return refuse(ak.Verify(quote, pcrs, challenge))
}

func pcrLog(f folder) error {
	b, err := pcrValues(f)
	if err != nil {
		return err
	}
	var registers []register.MR
	for i, v := range b.values {
		registers = append(registers, register.PCR{Index: i, Digest: v, DigestAlg: b.hash})
	}
	events, err := tcg.ParseAndReplay(f.read("collateral/eventlog.bin"), registers, tcg.ParseOpts{})
	if err != nil {
		return refuse(err)
	}
	options := extract.Opts{Loader: extract.GRUB}
	_, err = extract.FirmwareLogState(events, b.hash, extract.TPMRegisterConfig, options)
	return refuse(err)
}

// RTMR 3 is the workload's, and its log is no part of the firmware's.
func rtmrLog(f folder) error {
	quote, err := tdxabi.QuoteToProto(f.read("evidence.bin"))
	if err != nil {
		return err
	}
	v4, is := quote.(*tdxpb.QuoteV4)
	if !is {
		return fmt.Errorf("a quote of another version: %T", quote)
	}
	var registers []register.MR
	for i, v := range v4.GetTdQuoteBody().GetRtmrs()[:3] {
		registers = append(registers, register.RTMR{Index: i, Digest: v})
	}
	// The ACPI table beside the log, which the module's ccel.ReplayAndExtract() asks for, says only
	// where in memory the log is.
	events, err := tcg.ParseAndReplay(f.read("collateral/ccel.bin"), registers, tcg.ParseOpts{AllowPadding: true})
	if err != nil {
		return refuse(err)
	}
	options := extract.Opts{Loader: extract.GRUB}
	_, err = extract.FirmwareLogState(events, crypto.SHA384, extract.RTMRRegisterConfig, options)
	return refuse(err)
}

func eventLog(f folder, _ time.Time) error {
	if f.log("collateral/ccel.bin") != nil {
		return rtmrLog(f)
	}
	return pcrLog(f)
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
