/// A 64-bit number of bytes in Google's JSON, where it is a text of digits.
struct ByteCount: Decodable {
    let bytes: Int64

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let number = (try? value.decode(String.self)).flatMap { Int64($0) } ?? (try? value.decode(Int64.self))
        guard let number, number >= 0 else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "This is no number of bytes.")
        }
        bytes = number
    }
}
