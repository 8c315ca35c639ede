//! Keyed hashing: HMAC with SHA-256, as RFC 2104 defines it.

use sha2::{Digest, Sha256};

/// The length of a block of SHA-256, in bytes.
const BLOCK: usize = 64;

/// A key, already mixed into both hashes. It cannot be read back from here.
#[derive(Clone)]
pub(crate) struct Key {
    inner: Sha256,
    outer: Sha256,
}

impl Key {
    pub(crate) fn new(key: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        if key.len() > BLOCK {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let padded = |pad: u8| Sha256::new().chain_update(block.map(|byte| byte ^ pad));
        Self { inner: padded(0x36), outer: padded(0x5c) }
    }

    /// The first 64 bits of the text's code.
    pub(crate) fn code(&self, text: &str) -> u64 {
        let inner = self.inner.clone().chain_update(text.as_bytes()).finalize();
        let code = self.outer.clone().chain_update(inner).finalize();
        code.iter().take(8).fold(0, |bits, &byte| bits << 8 | u64::from(byte))
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn codes_are_those_of_rfc_4231() {
        let case_2 = Key::new(b"Jefe").code("what do ya want for nothing?");
        assert_eq!(case_2, 0x5bdc_c146_bf60_754e);
        let case_6 = Key::new(&[0xaa; 131]).code("Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(case_6, 0x60e4_3159_1ee0_b67f);
    }
}
