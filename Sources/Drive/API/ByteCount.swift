/// A 64-bit number of bytes in Google's JSON, where it is a text of digits.
struct ByteCount: Decodable {
    let bytes: Int64

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self), let number = Int64(text), number >= 0 {
            bytes = number
        } else {
            bytes = try value.decode(Int64.self)
        }
    }
}
