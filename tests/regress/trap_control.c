/* SPDX-License-Identifier: Apache-2.0 */
/* The control of openssl_conf.py: a program that does use libcrypto's default context must fall
 * into the trap, or the trap proves nothing. Exit 0 when SHA-256 cannot be had any more. */
#include <openssl/crypto.h>
#include <openssl/evp.h>

int main(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_free(md);
    return md ? 1 : 0;
}
