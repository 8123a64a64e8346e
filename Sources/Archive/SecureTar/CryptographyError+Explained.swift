import Cryptography
import Pipe

// Here because the layer of the ciphers does not see the protocol.
extension CryptographyError: ExplainedError {}
