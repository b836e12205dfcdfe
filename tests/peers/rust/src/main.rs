// SPDX-License-Identifier: Apache-2.0
//! Independent verifiers behind one command: `rust-peers PEER FOLDER TIME`, where FOLDER is what
//! `cupel softtee` made and TIME is in seconds since the epoch. Prints one line, "accept" or
//! "refuse: why"; exits 0 for either and 2 where the question could not be put.
use std::{env, error::Error, fs, path::Path, process::exit};

type Answer = Result<(), String>;

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    fs::read(folder.join(name)).map_err(|e| format!("{name}: {e}").into())
}

fn text(folder: &Path, name: &str) -> Result<String, Box<dyn Error>> {
    Ok(String::from_utf8(read(folder, name)?)?)
}

/// The signed part of Intel's JSON as it stands in the file, and its signature.
fn signed_part(json: &str, member: &str) -> Result<(String, Vec<u8>), Box<dyn Error>> {
    let start = json
        .find(&format!("\"{member}\":"))
        .ok_or("no signed part")?
        + member.len()
        + 3;
    let end = json.rfind(",\"signature\"").ok_or("no signature")?;
    let whole: serde_json::Value = serde_json::from_str(json)?;
    let hex = whole["signature"].as_str().ok_or("no signature")?;
    let signature = (0..hex.len() / 2)
        .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16))
        .collect::<Result<Vec<u8>, _>>()?;
    Ok((json[start..end].to_string(), signature))
}

fn dcap_qvl(folder: &Path, time: u64) -> Result<Answer, Box<dyn Error>> {
    let chain = text(folder, "collateral/tcb-signing-chain.pem")?;
    let (tcb_info, tcb_info_signature) =
        signed_part(&text(folder, "collateral/tcbinfo.json")?, "tcbInfo")?;
    let (qe_identity, qe_identity_signature) = signed_part(
        &text(folder, "collateral/qeidentity.json")?,
        "enclaveIdentity",
    )?;
    let collateral = dcap_qvl::QuoteCollateralV3 {
        pck_crl_issuer_chain: chain.clone(),
        root_ca_crl: read(folder, "collateral/rootcrl.der")?,
        pck_crl: read(folder, "collateral/pckcrl.der")?,
        tcb_info_issuer_chain: chain.clone(),
        tcb_info,
        tcb_info_signature,
        qe_identity_issuer_chain: chain,
        qe_identity,
        qe_identity_signature,
        pck_certificate_chain: None,
    };
    let verifier = dcap_qvl::verify::QuoteVerifier::new(read(folder, "anchor.der")?);
    let evidence = read(folder, "evidence.bin")?;
    Ok(match verifier.verify(&evidence, &collateral, time) {
        Err(e) => Err(format!("{e:#}")),
        Ok(report) if report.status == "UpToDate" => Ok(()),
        Ok(report) => Err(format!("status {}", report.status)),
    })
}

fn sev(folder: &Path) -> Result<Answer, Box<dyn Error>> {
    use sev::{
        certs::snp::{Chain, Verifiable},
        parser::ByteParser,
    };
    let chain = Chain::from_der(
        &read(folder, "collateral/ark.der")?,
        &read(folder, "collateral/ask.der")?,
        &read(folder, "collateral/vcek.der")?,
    )?;
    let bytes = read(folder, "evidence.bin")?;
    let report = match sev::firmware::guest::AttestationReport::from_bytes(&bytes) {
        Ok(report) => report,
        Err(e) => return Ok(Err(e.to_string())),
    };
    // The crate takes its roots from the chain that it is handed; that the root is the test's is asked here.
    if read(folder, "collateral/ark.der")? != read(folder, "anchor.der")? {
        return Ok(Err("the root is not the anchor".into()));
    }
    Ok((&chain, &report).verify().map_err(|e| e.to_string()))
}

/// verify() says what it found in two trust vectors and is Ok whatever that was: both must hold that
/// the instance is trustworthy, and nothing else may be said of the realm, as a token that is not
/// bound to the platform's gets both that and a failure.
fn ccatoken(folder: &Path) -> Result<Answer, Box<dyn Error>> {
    use ccatoken::{store::MemoTrustAnchorStore, token::Evidence};
    use ear::claim::{NO_CLAIM, TRUSTWORTHY_INSTANCE};
    let mut anchors = MemoTrustAnchorStore::new();
    anchors.load_json(&text(folder, "anchor.json")?)?;
    let mut evidence = match Evidence::decode(&read(folder, "evidence.bin")?) {
        Err(e) => return Ok(Err(e.to_string())),
        Ok(evidence) => evidence,
    };
    if let Err(e) = evidence.verify(&anchors) {
        return Ok(Err(e.to_string()));
    }
    let (platform, realm) = evidence.get_trust_vectors();
    Ok(if platform.instance_identity != TRUSTWORTHY_INSTANCE {
        Err("the platform token is not trustworthy".into())
    } else if realm.instance_identity != TRUSTWORTHY_INSTANCE {
        Err("the realm token is not trustworthy".into())
    } else if realm.hardware != NO_CLAIM {
        Err("the realm token is not bound to the platform token".into())
    } else {
        Ok(())
    })
}

/// The crate pins AWS's root; tools/peer-check builds it with the test root in that place.
fn nitro(folder: &Path) -> Result<Answer, Box<dyn Error>> {
    let bytes = read(folder, "evidence.bin")?;
    Ok(
        attestation_doc_validation::validate_and_parse_attestation_doc(&bytes)
            .map(|_| ())
            .map_err(|e| e.to_string()),
    )
}

fn main() {
    let args: Vec<String> = env::args().collect();
    if args.len() != 4 {
        eprintln!("usage: rust-peers dcap-qvl|sev|ccatoken|nitro FOLDER TIME");
        exit(2);
    }
    let folder = Path::new(&args[2]);
    let time = args[3].parse().unwrap_or(0);
    let answer = match args[1].as_str() {
        "dcap-qvl" => dcap_qvl(folder, time),
        "sev" => sev(folder),
        "ccatoken" => ccatoken(folder),
        "nitro" => nitro(folder),
        other => Err(format!("no peer is named {other}").into()),
    };
    match answer {
        Ok(Ok(())) => println!("accept"),
        Ok(Err(why)) => println!("refuse: {}", why.replace('\n', " ")),
        Err(e) => {
            eprintln!("rust-peers: {e}");
            exit(2);
        }
    }
}
